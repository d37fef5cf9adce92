"""Conflict of interest before a pool is committed (回避), with the reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officer_named
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.registry.models import Place
from inspection.draws.events import OfficerKeptOut
from inspection.draws.models import KeptOutOfficer


class KeepingOutNeedsReason(DomainError):
    """The reason is what the auditor reads."""

    code = "keeping_out_needs_reason"
    http_status = 422
    sentence = gettext_noop("Say why this officer must not lie in the pool.")
    remedy_sentence = gettext_noop("Give the conflict of interest in a few words.")


@transaction.atomic
def keep_out(*, place_code: str, officer: str, reason: str, by: User, now: datetime) -> None:
    """For the next pool of the site only; a dispatcher names anyone, an inspector himself."""
    if not by.holds(Duty.DISPATCH_INSPECTION) and by.username != officer:
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    if not reason.strip():
        raise KeepingOutNeedsReason(field="reason")
    if not Place.objects.filter(code=place_code).exists():
        raise NotFound(field="place_code", place_code=place_code)
    person = officer_named(username=officer)
    _row, is_new = KeptOutOfficer.objects.get_or_create(
        place_code=place_code,
        officer=person,
        draw=None,
        defaults={"reason": reason.strip()[:300], "logged_by": by, "logged_at": now},
    )
    if is_new:
        announce(
            OfficerKeptOut(
                place_code=place_code, officer=officer, reason=reason.strip()[:300], kept_out_at=now
            ),
            actor=by,
        )
