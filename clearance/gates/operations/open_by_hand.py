"""A gate officer opens a lane that the rules refused, and says why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.declarations.queries import release_of
from clearance.gates.events import PassageOpenedByHand
from clearance.gates.models import Passage
from clearance.gates.operations.decide_passage import tell_lane
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
    """What is held or not released is never let out by hand."""

    code = "not_by_hand"
    sentence = gettext_noop("A container that is held or not released cannot be let out by hand.")
    remedy_sentence = gettext_noop("The declaration must be released first.")


@transaction.atomic
def open_by_hand(
    *, passage_no: str, reason: str, by: User, now: datetime, container_no: str = ""
) -> None:
    """Overrule the refusal of a passage; the overruled rule stays on the record.

    ``container_no`` is what the officer read where the lane could not. Whatever was refused,
    an outbound container must be released and free of holds: no hand overrules that.
    Raises ``NotPermitted``, ``NotFound``, ``ReasonTooShort``, ``NotByHand``, ``IllegalMove``.
    """
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ReasonTooShort(field="reason")
    passage = Passage.objects.select_for_update().filter(passage_no=passage_no).first()
    if passage is None:
        raise NotFound(field="passage_no")
    PASSAGE_FLOW.check(source=PassageState(passage.state), target=PassageState.OPENED)
    if container_no and not passage.container_no:
        passage.read_by_eye(container_no=check_container_no(container_no))
    if passage.direction == OUT:
        _require_release(passage.container_no)
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


def _require_release(container_no: str) -> None:
    release = release_of(container_no=container_no) if container_no else None
    if release is None or not release.released:
        raise NotByHand(field="container_no", container_no=container_no)
