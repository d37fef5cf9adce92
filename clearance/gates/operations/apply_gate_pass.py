"""Applying for a gate pass (核放单): approved at once when everything fits."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeGuard

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.declarations.queries import ContainerRelease, release_of
from clearance.gates.events import GatePassApproved
from clearance.gates.facts import PassApplication
from clearance.gates.models import GatePass, next_pass_sequence
from clearance.gates.operations.expire_gate_passes import expire_passes_of
from clearance.gates.states import PassState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotPermitted
from customs_portal.kit.identifiers import (
    IdentifierFault,
    check_container_no,
    check_declaration_no,
    check_plate,
)
from customs_portal.registry import law

HEAVIEST_KG = 120_000


class WeightOutOfRange(Fault):
    """A part of a vehicle weighs between nothing and 120 tonnes."""

    code = "weight_out_of_range"
    sentence = gettext_noop("This weight is not that of a road vehicle or its load.")
    remedy_sentence = gettext_noop("Enter kilograms between 1 and 120,000.")


class ContainerNotYours(Fault):
    """No declaration of this enterprise covers the container: 404 like any foreign number."""

    code = "container_not_yours"
    http_status = 404
    sentence = gettext_noop("Your files hold no such declaration with this container.")
    remedy_sentence = gettext_noop("Check both numbers. Numbers of others are not shown.")


class ContainerNotReleased(DomainError):
    """The container may not leave the port yet."""

    code = "container_not_released"
    sentence = gettext_noop("This container is not released yet.")
    remedy_sentence = gettext_noop("Apply again when the declaration says: may be picked up.")


class PassAlreadyOpen(DomainError):
    """One container, one open pass."""

    code = "pass_already_open"
    sentence = gettext_noop("This container already has an open gate pass.")
    remedy_sentence = gettext_noop("Use that pass, or void it first.")


@transaction.atomic
def apply_gate_pass(*, application: PassApplication, by: User, now: datetime) -> str:
    """Give a pass to a released container of the applicant and return its 24-digit number.

    Raises ``NotPermitted``, ``Faults`` (plate, container, weights), ``ContainerNotYours``,
    ``ContainerNotReleased`` and ``PassAlreadyOpen``.
    """
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise is None:
        raise NotPermitted
    application = _checked(application)
    release = release_of(container_no=application.container_no)
    if not _is_theirs(release, application, by):
        raise ContainerNotYours(field="container_no")
    if not release.released:
        raise ContainerNotReleased(field="container_no", state=release.state)
    today = timezone.localdate(now)
    hours = int(law.ask("gate.pass_valid_hours", on=today).value)
    expire_passes_of(container_no=application.container_no, now=now)
    try:
        with transaction.atomic():
            gate_pass = GatePass.objects.create(
                pass_no=f"{application.declaration_no[:4]}{today:%Y%m%d}{next_pass_sequence():012d}",
                enterprise=by.enterprise,
                applied_by=by,
                state=PassState.APPLIED,
                applied_at=now,
                valid_until=now + timedelta(hours=hours),
                **vars(application),
            )
    except IntegrityError as error:
        raise PassAlreadyOpen(field="container_no") from error
    gate_pass.approve(at=now)
    announce(
        GatePassApproved(
            pass_no=gate_pass.pass_no,
            plate_no=gate_pass.plate_no,
            container_no=gate_pass.container_no,
            declaration_no=gate_pass.declaration_no,
            approved_at=now,
        ),
        actor=by,
    )
    return gate_pass.pass_no


def _is_theirs(
    release: ContainerRelease | None, application: PassApplication, by: User
) -> TypeGuard[ContainerRelease]:
    return (
        release is not None
        and release.enterprise_id == by.enterprise_id
        and release.declaration_no == application.declaration_no
    )


def _checked(application: PassApplication) -> PassApplication:
    """Every number in the form the portal keeps. Raises ``Faults`` naming all that is wrong."""
    found: list[Fault] = []
    kept: dict[str, str] = {}
    for field, check in (
        ("declaration_no", check_declaration_no),
        ("container_no", check_container_no),
        ("plate_no", lambda text: check_plate(text).text),
    ):
        try:
            kept[field] = check(getattr(application, field))
        except IdentifierFault as fault:
            fault.field = field
            found.append(fault)
    for field, least in (("truck_kg", 1), ("frame_kg", 0), ("container_kg", 1), ("goods_kg", 0)):
        if not least <= getattr(application, field) <= HEAVIEST_KG:
            found.append(WeightOutOfRange(field=field))
    if found:
        raise Faults(found)
    return replace(application, **kept)  # type: ignore[arg-type]
