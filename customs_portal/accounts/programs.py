"""Programs show a token: who that is, for which firm and with which duties, in one statement."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.statements import Question, columns, read
from customs_portal.registry.models import Enterprise

_OF_USER, _OF_FIRM = len(columns(User)), len(columns(Enterprise))


def _tokens(key: str) -> "QuerySet[Token, Any]":
    return Token.objects.filter(key=key).values_list(
        *(f"user__{name}" for name in columns(User)),
        *(f"user__enterprise__{name}" for name in columns(Enterprise)),
        *(f"user__posts__{name}" for name in ("duties", "valid_from", "valid_to")),
    )


_WHO = Question(_tokens, key=str)


class ProgramAuthentication(TokenAuthentication):
    """``Authorization: Token …``, answered with everything that every call asks next."""

    def authenticate_credentials(self, key: str) -> tuple[User, Token]:
        rows = _WHO.rows(key=key)
        if not rows:
            raise AuthenticationFailed(_("Invalid token."))
        user: User = read(User, rows[0][:_OF_USER])
        if not user.is_active:
            raise AuthenticationFailed(_("User inactive or deleted."))
        if user.enterprise_id is not None:
            user.enterprise = read(Enterprise, rows[0][_OF_USER : _OF_USER + _OF_FIRM])
        now = clock.now()
        user.know_duties(
            duty
            for *_others, duties, valid_from, valid_to in rows
            if valid_from is not None and valid_from <= now and (not valid_to or valid_to > now)
            for duty in duties
        )
        return user, Token(key=key, user=user)
