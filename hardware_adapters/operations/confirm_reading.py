"""A person reads what the machine could not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.kit.identifiers import check_container_no
from customs_portal.kit.identifiers.shape import IdentifierFault
from hardware_adapters.events import ContainerSeenAtShipside, SightingDismissed
from hardware_adapters.models import Sighting
from hardware_adapters.states import SightingState

CERTAIN = 1000


class AlreadyDecided(DomainError):
    """Another officer was quicker."""

    code = "already_decided"
    sentence = gettext_noop("Another officer has already decided this picture.")
    remedy_sentence = gettext_noop("Go on with the next picture.")


class ReasonMissing(DomainError):
    """A picture is set aside for a reason."""

    code = "reason_missing"
    http_status = 422
    sentence = gettext_noop("Say why the picture cannot be read.")
    remedy_sentence = gettext_noop("Choose or write a reason.")


@transaction.atomic
def confirm_reading(*, sighting_no: str, container_no: str, by: User, now: datetime) -> str:
    """Announce the container under the number the officer read; its check digit must fit."""
    sighting = _waiting(sighting_no, by)
    try:
        number = check_container_no(container_no)
    except IdentifierFault as error:
        error.field = "container_no"
        raise
    sighting.confirm(container_no=number, by=by, at=now)
    announce(
        ContainerSeenAtShipside(
            device_code=sighting.device_code,
            place_code=sighting.place_code,
            container_no=number,
            confidence_permille=CERTAIN,
            readings=(*sighting.readings, f"person {number}"),
            picture_key=sighting.picture_key,
            seen_at=sighting.seen_at,
            confirmed_by=by.get_username(),
            sighting_no=sighting_no,
        ),
        actor=by,
    )
    return number


@transaction.atomic
def dismiss_sighting(*, sighting_no: str, reason: str, by: User, now: datetime) -> None:
    """The picture shows no number that can be read; the reason stands in the journal."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    sighting = _waiting(sighting_no, by)
    sighting.dismiss(by=by, reason=reason.strip()[:300], at=now)
    announce(
        SightingDismissed(
            sighting_no=sighting_no,
            device_code=sighting.device_code,
            place_code=sighting.place_code,
            reason=reason.strip()[:200],
            dismissed_at=now,
        ),
        actor=by,
    )


def _waiting(sighting_no: str, by: User) -> Sighting:
    if not by.holds(Duty.CONFIRM_READING):
        raise NotPermitted(duty=Duty.CONFIRM_READING)
    sighting = Sighting.objects.select_for_update().filter(sighting_no=sighting_no).first()
    if sighting is None:
        raise NotFound(field="sighting_no")
    if sighting.state != SightingState.WAITING:
        raise AlreadyDecided(field="sighting_no")
    return sighting
