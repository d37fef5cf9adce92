"""A vehicle stands in a lane: may the barrier rise?

Called when the plate was read and when the weight came, in either order and any number of
times; a passage is decided once. The command to the barrier is written with the decision, so
none of the two can be without the other.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clearance.declarations.queries import release_of
from clearance.gates.events import PassageDecided
from clearance.gates.facts import PassageFacts, PassFacts, ReleaseFacts
from clearance.gates.models import GatePass, Passage
from clearance.gates.rules import passage as rules
from clearance.gates.states import PassageState, PassState
from customs_portal.journal.announce import announce
from customs_portal.kit.identifiers import IdentifierFault, check_plate
from customs_portal.registry import law
from hardware_adapters.controls import barriers
from hardware_adapters.ports import NoSuchDevice

log = logging.getLogger(__name__)


@transaction.atomic
def note_vehicle(
    *,
    passage_no: str,
    place_code: str,
    direction: str,
    plate_no: str,
    container_no: str,
    picture_key: str,
    seen_at: datetime,
    now: datetime,
) -> str:
    """The lane read plate and container; returns the passage's state. Safe to repeat."""
    passage = _passage(passage_no, place_code, arrived_at=seen_at)
    passage.note_vehicle(
        direction=direction,
        plate_no=plate_no,
        container_no=container_no,
        picture_key=picture_key,
        seen_at=seen_at,
    )
    _decide(passage, now)
    return passage.state


@transaction.atomic
def note_weight(
    *, passage_no: str, place_code: str, gross_weight_kg: int, weighed_at: datetime, now: datetime
) -> str:
    """The bridge weighed the vehicle; returns the passage's state. Safe to repeat."""
    passage = _passage(passage_no, place_code, arrived_at=weighed_at)
    passage.note_weight(gross_weight_kg=gross_weight_kg, weighed_at=weighed_at)
    _decide(passage, now)
    return passage.state


def _passage(passage_no: str, place_code: str, *, arrived_at: datetime) -> Passage:
    """The passage of that number, locked; made when this is the first word of it."""
    Passage.objects.bulk_create(
        [
            Passage(
                passage_no=passage_no,
                place_code=place_code,
                state=PassageState.AWAITING_VEHICLE,
                arrived_at=arrived_at,
            )
        ],
        ignore_conflicts=True,
    )
    return Passage.objects.select_for_update().get(passage_no=passage_no)


def _decide(passage: Passage, now: datetime) -> None:
    if passage.is_decided or passage.seen_at is None:
        return
    facts = _facts(passage, now)
    pass_no = facts.gate_pass.pass_no if facts.gate_pass is not None else ""
    decision = rules.decide(facts)
    if decision.answer is rules.Answer.WAIT_FOR_WEIGHT:
        passage.wait_for_weight()
        return
    opened = decision.rule is None
    if decision.rule is None:
        passage.open(at=now, pass_no=pass_no)
    else:
        passage.refuse(at=now, pass_no=pass_no, rule=decision.rule.code)
    announce(
        PassageDecided(
            passage_no=passage.passage_no,
            place_code=passage.place_code,
            plate_no=passage.plate_no,
            container_no=passage.container_no,
            pass_no=pass_no,
            opened=opened,
            rule=passage.rule,
            seen_at=passage.seen_at,
            decided_at=now,
        )
    )
    tell_lane(passage=passage)


def tell_lane(*, passage: Passage) -> None:
    """The barrier's command and the screen's line; they travel after the commit, once."""
    try:
        if passage.state == PassageState.OPENED:
            barriers.raise_barrier(
                place_code=passage.place_code,
                passage_no=passage.passage_no,
                line=rules.OPEN_LINE,
            )
        else:
            barriers.refuse(
                place_code=passage.place_code,
                passage_no=passage.passage_no,
                line=rules.BY_CODE[passage.rule].line,
            )
    except NoSuchDevice:
        log.warning("lane %s lacks a device for %s", passage.place_code, passage.passage_no)


def _facts(passage: Passage, now: datetime) -> PassageFacts:
    outbound = passage.direction == rules.OUT and bool(passage.container_no)
    return PassageFacts(
        direction=passage.direction,
        plate_no=passage.plate_no,
        plate_is_readable=_is_plate(passage.plate_no),
        container_no=passage.container_no,
        gross_weight_kg=passage.gross_weight_kg,
        weight_tolerance_permille=int(
            law.ask("gate.weight_tolerance_permille", on=timezone.localdate(now)).value
        ),
        gate_pass=_pass_facts(passage.container_no) if outbound else None,
        release=_release_facts(passage.container_no) if outbound else None,
        now=now,
    )


def _is_plate(text: str) -> bool:
    try:
        return check_plate(text).text == text
    except IdentifierFault:
        return False


def _pass_facts(container_no: str) -> PassFacts | None:
    found = GatePass.objects.filter(
        container_no=container_no, state__in=[PassState.APPROVED]
    ).first()
    if found is None:
        return None
    return PassFacts(
        pass_no=found.pass_no,
        plate_no=found.plate_no,
        declaration_no=found.declaration_no,
        declared_total_kg=found.declared_total_kg,
        valid_until=found.valid_until,
    )


def _release_facts(container_no: str) -> ReleaseFacts | None:
    found = release_of(container_no=container_no)
    if found is None:
        return None
    return ReleaseFacts(
        declaration_no=found.declaration_no, released=found.released, state=str(found.state)
    )
