"""Requests whose visitor is known, for type checkers and readers."""

from typing import Any

from django.http import HttpRequest

from customs_portal.accounts.models import User


class KnownRequest(HttpRequest):
    user: User
    htmx: Any
