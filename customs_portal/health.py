"""Two questions of whoever watches over the processes: are you alive, can you work?"""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_WAIT_SECONDS = 2


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """This process answers. It opens nothing."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database and the broker answer too; 503 names the one that does not."""
    answers = {"database": _database_answers(), "broker": _broker_answers()}
    well = all(answers.values())
    return JsonResponse({"ready": well, **answers}, status=200 if well else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        connection.close()
        return False


def _broker_answers() -> bool:
    broker = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_WAIT_SECONDS, socket_connect_timeout=_WAIT_SECONDS
    )
    try:
        return bool(broker.ping())
    except redis.RedisError:
        return False
    finally:
        broker.close()
