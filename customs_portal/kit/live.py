"""A hint to the sockets that watch a topic: there is news. Never the news itself."""

import logging
from functools import cache
from typing import Any

import redis
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5


def hint(group: str, **payload: Any) -> None:
    """Tell every socket in ``group`` to look; lost hints are healed by sequence numbers.

    ``payload`` must be small and JSON-like. A broker that is away is logged and forgiven:
    the news itself stands in the database.
    """
    layer = get_channel_layer()
    if layer is None:
        return
    message = {"type": "hint", **payload}
    try:
        if isinstance(layer, RedisPubSubChannelLayer):
            # What the layer itself would publish, without a turn through an event loop: that
            # cost seven milliseconds a hint, and every announcement gives one.
            prefix = layer._kwargs.get("prefix", "asgi")  # its property asks for a running loop
            _broker().publish(f"{prefix}__group__{group}", layer.serialize(message))
        else:
            async_to_sync(layer.group_send)(group, message)
    except Exception:  # the broker's own error types differ by layer
        log.warning("hint to %s could not be sent", group, exc_info=True)


@cache
def _broker() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
