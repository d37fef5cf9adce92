"""A vehicle stands in a lane: may the barrier rise?

Called whenever one of the lane's readers has read something, in any order and any number of
times; a passage is decided once. The command to the barrier is written with the decision, so
none of the two can be without the other.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from clearance.gates.events import PassageDecided
from clearance.gates.models import Passage
from clearance.gates.operations.gather_facts import facts_of
from clearance.gates.operations.release_tokens import read_code
from clearance.gates.rules import passage as rules
from clearance.gates.states import Because, PassageState
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from hardware_adapters.controls import barriers
from hardware_adapters.ports import NoSuchDevice

log = logging.getLogger(__name__)

WAITS = {
    rules.Answer.WAIT_FOR_IDENTITY: PassageState.AWAITING_IDENTITY,
    rules.Answer.WAIT_FOR_SEAL: PassageState.AWAITING_SEAL,
    rules.Answer.WAIT_FOR_WEIGHT: PassageState.AWAITING_WEIGHT,
}


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

    def note(passage: Passage) -> None:
        passage.note_vehicle(
            direction=direction,
            plate_no=plate_no,
            container_no=container_no,
            picture_key=picture_key,
            seen_at=seen_at,
        )

    return _noted(note, passage_no, place_code, seen_at, now)


@transaction.atomic
def note_weight(
    *, passage_no: str, place_code: str, gross_weight_kg: int, weighed_at: datetime, now: datetime
) -> str:
    """The bridge weighed the vehicle; returns the passage's state. Safe to repeat."""

    def note(passage: Passage) -> None:
        passage.note_weight(gross_weight_kg=gross_weight_kg, weighed_at=weighed_at)

    return _noted(note, passage_no, place_code, weighed_at, now)


@transaction.atomic
def note_tag(
    *, passage_no: str, place_code: str, tag_id: str, read_at: datetime, now: datetime
) -> str:
    """The electronic plate was heard; returns the passage's state. Safe to repeat."""
    return _noted(lambda one: one.note_tag(tag_id=tag_id), passage_no, place_code, read_at, now)


@transaction.atomic
def note_code(
    *, passage_no: str, place_code: str, text: str, scanned_at: datetime, now: datetime
) -> str:
    """The driver showed a pass code; returns the passage's state. Safe to repeat."""
    pass_no, fault = read_code(text=text)

    def note(passage: Passage) -> None:
        passage.note_code(pass_no=pass_no, fault=fault)

    return _noted(note, passage_no, place_code, scanned_at, now)


@transaction.atomic
def note_seal(
    *,
    passage_no: str,
    place_code: str,
    seal_no: str,
    is_intact: bool,
    read_at: datetime,
    now: datetime,
) -> str:
    """The seal told its state; returns the passage's state. Safe to repeat."""

    def note(passage: Passage) -> None:
        passage.note_seal(seal_no=seal_no, is_intact=is_intact)

    return _noted(note, passage_no, place_code, read_at, now)


def _noted(
    note: Callable[[Passage], None],
    passage_no: str,
    place_code: str,
    arrived_at: datetime,
    now: datetime,
) -> str:
    passage = the_passage(passage_no=passage_no, place_code=place_code, arrived_at=arrived_at)
    note(passage)
    _decide(passage, now)
    return passage.state


def the_passage(*, passage_no: str, place_code: str, arrived_at: datetime) -> Passage:
    """The passage of that number, locked; made when this is the first word of it."""
    rows = Passage.objects.select_for_update(of=("self",))
    there = rows.filter(passage_no=passage_no).first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            return Passage.objects.create(
                passage_no=passage_no,
                place_code=place_code,
                state=PassageState.AWAITING_VEHICLE,
                arrived_at=arrived_at,
                move=told(at=arrived_at, reason=Because.FIRST_WORD),
            )
    except IntegrityError:  # another reader's word came at the same moment
        return rows.get(passage_no=passage_no)


def _decide(passage: Passage, now: datetime) -> None:
    if passage.is_decided or passage.seen_at is None:
        return
    facts = facts_of(passage=passage, now=now)
    pass_no = facts.gate_pass.pass_no if facts.gate_pass is not None else ""
    decision = rules.decide(facts)
    if decision.answer in WAITS:
        if passage.wait_for(WAITS[decision.answer], at=now):
            _ask_to_wait(passage, decision.answer)
        return
    if decision.rule is None:
        passage.open(at=now, pass_no=pass_no, identities=rules.identities_of(facts))
    else:
        passage.refuse(at=now, pass_no=pass_no, rule=decision.rule.code, law=decision.rule.law)
    tell_decision(passage=passage, now=now)
    tell_lane(passage=passage)


def tell_decision(*, passage: Passage, now: datetime) -> None:
    """Announce that the passage was decided. Called inside a transaction."""
    announce(
        PassageDecided(
            passage_no=passage.passage_no,
            place_code=passage.place_code,
            plate_no=passage.plate_no,
            container_no=passage.container_no,
            pass_no=passage.pass_no,
            opened=passage.state != PassageState.REFUSED,
            rule=passage.rule,
            seen_at=passage.seen_at or now,
            decided_at=now,
        )
    )


def _ask_to_wait(passage: Passage, answer: rules.Answer) -> None:
    """Weighing goes by itself; what the driver has to do stands on the screen."""
    if answer is rules.Answer.WAIT_FOR_WEIGHT:
        return
    try:
        barriers.ask_to_wait(
            place_code=passage.place_code,
            passage_no=passage.passage_no,
            line=rules.WAITING_LINES[answer],
            what=answer.value,
        )
    except NoSuchDevice:
        log.warning("lane %s has no screen for %s", passage.place_code, passage.passage_no)


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
