"""A gate officer decides a lane by hand, and says why.

What a reader could not read, one officer's eyes may. What a rule refused is overruled by two
people; what is held, locked or not released by nobody.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.declarations.queries import release_of
from clearance.gates.events import LaneOverrideAsked, PassageOpenedByHand
from clearance.gates.models import Passage
from clearance.gates.operations.decide_passage import tell_decision, tell_lane
from clearance.gates.operations.gather_facts import facts_of
from clearance.gates.rules import passage as rules
from clearance.gates.rules.passage import OUT
from clearance.gates.states import PASSAGE_FLOW, PassageState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.kit.identifiers import check_container_no

SHORTEST_REASON = 10


class ReasonTooShort(Fault):
    """An overruled rule needs a reason that another person can follow."""

    code = "reason_too_short"
    sentence = gettext_noop("Say in at least ten characters why the lane is opened.")
    remedy_sentence = gettext_noop("Write what you saw and who agreed.")


class NotByHand(DomainError):
    """What is held, locked or not released is never let out by hand."""

    code = "not_by_hand"
    sentence = gettext_noop("A container that is held or not released cannot be let out by hand.")
    remedy_sentence = gettext_noop("The declaration must be released first.")


class LockedByCustoms(DomainError):
    """A lock is stronger than any hand at the lane."""

    code = "locked_by_customs"
    sentence = gettext_noop("This is locked by customs and cannot be let through by hand.")
    remedy_sentence = gettext_noop("The person named in the lock must unlock it first.")


class SecondPersonNeeded(DomainError):
    """Who asked to overrule a rule does not also agree to it."""

    code = "second_person_needed"
    sentence = gettext_noop("Another officer has to agree to what you asked.")
    remedy_sentence = gettext_noop("Call a colleague who works at the gate.")


@transaction.atomic
def open_by_hand(
    *, passage_no: str, reason: str, by: User, now: datetime, container_no: str = ""
) -> bool:
    """Open a lane by hand; True when the barrier rises, False when a second officer must agree.

    ``container_no`` is what the officer read where the lane could not. The overruled rule stays
    on the record with both names.
    Raises ``NotPermitted``, ``NotFound``, ``ReasonTooShort``, ``NotByHand``,
    ``LockedByCustoms``, ``SecondPersonNeeded``, ``IllegalMove``.
    """
    passage, reason = _passage_for(passage_no, reason, by)
    PASSAGE_FLOW.check(source=PassageState(passage.state), target=PassageState.OPENED)
    if container_no and not passage.container_no:
        passage.read_by_eye(container_no=check_container_no(container_no))
    if passage.direction == OUT:
        _require_release(passage)
    overruled = rules.to_be_overruled(facts_of(passage=passage, now=now))
    if overruled is not None and overruled.code in rules.NEVER_BY_HAND:
        raise LockedByCustoms(field="passage_no", rule=overruled.code)
    if overruled is not None and passage.asked_by_id is None:
        _ask(passage, overruled, reason, by, now)
        return False
    if overruled is not None and passage.asked_by_id == by.pk:
        raise SecondPersonNeeded(field="reason")
    if passage.asked_by_id is not None:
        reason = f"{passage.opening_reason} / {reason}"
    passage.open_by_hand(at=now, officer=by, reason=reason[:300])
    announce(
        PassageOpenedByHand(
            passage_no=passage.passage_no,
            place_code=passage.place_code,
            plate_no=passage.plate_no,
            container_no=passage.container_no,
            overruled=passage.rule,
            reason=passage.opening_reason,
            opened_at=now,
        ),
        actor=by,
    )
    tell_lane(passage=passage)
    return True


@transaction.atomic
def turn_back(*, passage_no: str, reason: str, by: User, now: datetime) -> None:
    """Refuse a vehicle that still waits for a reading; it leaves the lane backwards.

    Raises ``NotPermitted``, ``NotFound``, ``ReasonTooShort``, ``IllegalMove``.
    """
    passage, reason = _passage_for(passage_no, reason, by)
    passage.refuse(
        at=now, pass_no=passage.pass_no, rule=rules.TURNED_BACK.code, by=by, reason=reason
    )
    tell_decision(passage=passage, now=now)
    tell_lane(passage=passage)


def _passage_for(passage_no: str, reason: str, by: User) -> tuple[Passage, str]:
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    reason = " ".join(reason.split())[:300]
    if len(reason) < SHORTEST_REASON:
        raise ReasonTooShort(field="reason")
    rows = Passage.objects.select_for_update(of=("self",))
    passage = rows.filter(passage_no=passage_no).first()
    if passage is None:
        raise NotFound(field="passage_no")
    return passage, reason


def _ask(passage: Passage, overruled: rules.Rule, reason: str, by: User, now: datetime) -> None:
    passage.ask_second_person(at=now, officer=by, reason=reason, rule=overruled.code)
    announce(
        LaneOverrideAsked(
            passage_no=passage.passage_no,
            place_code=passage.place_code,
            plate_no=passage.plate_no,
            container_no=passage.container_no,
            overruled=overruled.code,
            reason=reason,
            asked_at=now,
        ),
        actor=by,
    )


def _require_release(passage: Passage) -> None:
    """A box must be released; a truck that was read without one has nothing to release."""
    if not passage.container_no:
        if passage.rule == "G-02":
            raise NotByHand(field="container_no", container_no="")
        return
    release = release_of(container_no=passage.container_no)
    if release is not None and not release.released:
        raise NotByHand(field="container_no", container_no=passage.container_no)
    if release is None and passage.rule in rules.NEVER_BY_HAND:
        raise NotByHand(field="container_no", container_no=passage.container_no)
