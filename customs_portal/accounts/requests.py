"""Requests whose visitor is known, for type checkers and readers; who asks, at any door."""

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotPermitted


class KnownRequest(HttpRequest):
    user: User
    htmx: Any


def person_of(request: Request | HttpRequest) -> User:
    """Who asks. Raises ``NotPermitted`` for a device or a stranger."""
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user


def enterprise_id_of(request: Request | HttpRequest) -> int:
    """The enterprise of who asks. Raises ``NotPermitted`` for whoever belongs to none."""
    enterprise_id = person_of(request).enterprise_id
    if enterprise_id is None:
        raise NotPermitted
    return int(enterprise_id)
