"""A full declaration message: of our own country a filing in one step, of another one a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from clearance.declarations.facts import FullDeclaration
from clearance.declarations.operations.ask_codes import levies_for
from clearance.declarations.operations.check_answers import faults_in
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.rules.documents import answers_to
from clearance.declarations.states import Procedure
from clearance.messages.facts import Checked, Identity, Mapped
from clearance.messages.rules.whole import direction_asked, whole_from
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.registry import law


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A draft, and what it lacks or cannot say, in the order of the form."""

    draft_no: str
    gaps: tuple[Fault, ...]
    places: Mapping[str, str]


def profile_of(*, country: str, on: date) -> Mapping[str, Any] | None:
    """What full declarations of the country look like by the list of the day; None without one."""
    if len(country) != 2 or not country.isalpha():
        return None
    try:
        profile: Mapping[str, Any] = law.ask(f"message.whole.{country}", on=on).value
    except law.LawGap:
        return None
    return profile


def is_whole(*, identity: Identity, mapped: Mapped, on: date) -> bool:
    """Whether this is a full declaration by its country's list."""
    profile = profile_of(country=identity.country, on=on)
    return profile is not None and bool(
        direction_asked(identity=identity, mapped=mapped, profile=profile)
    )


def withdraws_whole(*, checked: Checked, on: date) -> bool:
    """Whether the message asks to take a full declaration back."""
    identity = checked.identity
    profile = profile_of(country=identity.country, on=on)
    rule = (profile or {}).get("withdrawal")
    return (
        profile is not None
        and rule is not None
        and identity.kind == "declaration"
        and identity.function == rule["function"]
        and identity.type_code in rule["types"]
        and checked.mapped.get("envelope.customization") == profile["customization"]
    )


def whole_places(*, identity: Identity, mapped: Mapped, on: date) -> Mapping[str, str]:
    """For every answer the declaration takes: the field of the message that gives it."""
    return _read(identity, mapped, on=on)[1]


def file_whole(*, identity: Identity, mapped: Mapped, by: User, now: datetime) -> str:
    """The number of the declaration that was filed.

    Raises what ``file_in_one_step`` refuses, with everything else that is wrong beside it: the
    sender reads one answer and mends the message once.
    """
    on = timezone.localdate(now)
    full, _places, faults = _read(identity, mapped, on=on)
    if faults:
        raise Faults(_gaps(full, faults, by=by, on=on))
    try:
        return file_in_one_step(full=full, by=by, now=now).declaration_no
    except DomainError as refusal:
        if gaps := _gaps(full, faults, by=by, on=on):
            raise Faults(gaps) from refusal
        raise


def begin_whole(*, identity: Identity, mapped: Mapped, by: User, now: datetime) -> Begun:
    """Begin a draft with what the message says and our law knows; nothing is declared."""
    on = timezone.localdate(now)
    full, places, faults = _read(identity, mapped, on=on)
    levies = levies_for(supervision_mode=full.supervision_mode, on=on)
    if full.supervision_mode and len(levies) == 1:
        full = replace(full, levy_mode=levies[0].code)
    if not full.consignee_uscc and by.enterprise is not None:
        full = replace(full, consignee_uscc=by.enterprise.uscc or "")
    draft = begin_draft(
        by=by,
        now=now,
        answers=answers_to(full),
        procedure=Procedure.ONE_STEP,
        direction=full.direction,
    )
    return Begun(
        draft_no=draft.draft_no, gaps=tuple(_gaps(full, faults, by=by, on=on)), places=places
    )


def _read(
    identity: Identity, mapped: Mapped, *, on: date
) -> tuple[FullDeclaration, dict[str, str], list[Fault]]:
    profile = profile_of(country=identity.country, on=on)
    if profile is None:
        raise law.LawGap(field="country", rule=f"message.whole.{identity.country}")
    direction = direction_asked(identity=identity, mapped=mapped, profile=profile)
    return whole_from(mapped, profile, direction=direction, country=identity.country)


def _gaps(full: FullDeclaration, faults: list[Fault], *, by: User, on: date) -> list[Fault]:
    """What could not be taken over, and everything that filing the rest would refuse."""
    found = faults_in(answers={}, read=lambda _answers: (full, faults), by=by, on=on)
    return [
        Fault(one.message, field=one.field, rule=one.rule, remedy=one.remedy, law=one.law)
        for one in found
    ]
