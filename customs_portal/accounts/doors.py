"""What a visitor must hold to come through a door."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount, User
from customs_portal.accounts.operations.answer_once import Answer, answer_once
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import NotPermitted

View = Callable[..., HttpResponseBase]
Handler = Callable[..., Response]
LONGEST_KEY = 80
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="Same key and same body: the same answer, done once.",
)


def duty_required(*duties: Duty) -> Callable[[View], View]:
    """The page opens to whoever holds one of ``duties``; others get ``NotPermitted``."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.user.holds(duty) for duty in duties):  # type: ignore[union-attr]
                raise NotPermitted(duty=", ".join(duties))
            return view(request, *args, **kwargs)

        guarded.duties = duties  # type: ignore[attr-defined]
        return guarded

    return decorate


def may_enter(*, address: str, user: User) -> bool:
    """Whether the page at this address opens to the person, as far as duties say."""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return False
    duties = getattr(view, "duties", ())
    return not duties or any(user.holds(duty) for duty in duties)


class HasDuty(BasePermission):
    """``permission_classes = [HasDuty.of(Duty.FILE_DECLARATION)]``."""

    duties: tuple[Duty, ...] = ()

    @classmethod
    def of(cls, *duties: Duty) -> type["HasDuty"]:
        return type("HasDuty", (cls,), {"duties": duties})

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if not any(request.user.holds(duty) for duty in self.duties):
            raise NotPermitted(duty=", ".join(self.duties))
        return True


def act_on(
    request: Request, asks: type[Serializer[Any]], act: Callable[..., Any], **names: Any
) -> Any:
    """Read the body by ``asks`` and act as whoever sent it; returns what the act returned.

    ``names`` are what the address says. Raises ``ValidationError`` for a body of another form.
    """
    incoming = asks(data=request.data)
    incoming.is_valid(raise_exception=True)
    return act(**names, **incoming.validated_data, by=person_of(request), now=clock.now())


def repeatable(handler: Handler) -> Handler:
    """A program may send this request again with the same ``Idempotency-Key``.

    The repeated request gets the first one's answer and changes nothing.
    """

    @wraps(handler)
    def answered(view: APIView, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
        if not key or not isinstance(request.user, User):
            return handler(view, request, *args, **kwargs)

        def act() -> Answer:
            response = handler(view, request, *args, **kwargs)
            return Answer(status=response.status_code, body=response.data)

        answer = answer_once(
            key=key,
            door=f"{request.method} {request.path}"[:200],
            body_hash=_hash(request.data),
            by=request.user,
            act=act,
        )
        return Response(answer.body, status=answer.status)

    return answered


def _hash(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def device_by_token(*, code: str, token: str) -> DeviceAccount | None:
    """The active device of that code if the token is its own, else None."""
    device = DeviceAccount.objects.select_related("place", "worn_by").filter(code=code).first()
    return device if device is not None and device.accepts(token) else None
