"""Every state that a passage, a lock, a pass or a truck's turn has had."""

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clearance.gates.models import GatePass, Journey, Lock, Passage, Turn
from clearance.gates.rules.passage import BY_CODE
from clearance.gates.states import (
    JOURNEY_FLOW,
    LOCK_FLOW,
    PASS_FLOW,
    PASSAGE_FLOW,
    TURN_FLOW,
    Because,
    JourneyState,
    LockState,
    PassageState,
    PassState,
    TurnState,
)
from customs_portal.accounts.queries import StateLine, Wording, state_lines
from customs_portal.kit.errors import NotFound

TURN = _("Turn before the gate")
JOURNEY = _("Journey")


def _reason(told: str) -> str:
    """A word of the wing's list, the code of a rule with its line, or what a person wrote."""
    if told in Because.values:
        return str(Because(told).label)
    rule = BY_CODE.get(told)
    if rule is None:
        return told
    chinese = (get_language() or "").startswith("zh")
    return f"{told} {rule.line_zh if chinese else rule.line_en}"


_PASSAGE = Wording(flow=PASSAGE_FLOW, states=dict(PassageState.choices), reason=_reason)
_LOCK = Wording(
    flow=LOCK_FLOW,
    states=dict(LockState.choices),
    reason=_reason,
    tones={LockState.ACTIVE: "major", LockState.LIFTED: "off"},
)
_PASS = Wording(flow=PASS_FLOW, states=dict(PassState.choices), reason=_reason)
_TURN = Wording(flow=TURN_FLOW, states=dict(TurnState.choices), reason=_reason)
_JOURNEY = Wording(flow=JOURNEY_FLOW, states=dict(JourneyState.choices), reason=_reason)


def history_of_passage(*, passage_no: str) -> tuple[StateLine, ...]:
    key = Passage.objects.filter(passage_no=passage_no).values_list("pk", flat=True).first()
    if key is None:
        raise NotFound(field="passage_no")
    return state_lines(wording=_PASSAGE, subjects={key: passage_no}, officer=True)


def history_of_lock(*, lock_id: int) -> tuple[StateLine, ...]:
    lock = Lock.objects.filter(pk=lock_id).first()
    if lock is None:
        raise NotFound(field="lock_id")
    return state_lines(wording=_LOCK, subjects={lock.pk: lock.number}, officer=True)


def history_of_pass(*, pass_no: str, officer: bool) -> tuple[StateLine, ...]:
    """The pass, the turns its truck took before the gate, and its journey afterwards."""
    row = GatePass.objects.filter(pass_no=pass_no).first()
    if row is None:
        return ()
    turns = Turn.objects.filter(pass_no=pass_no).values_list("pk", flat=True)
    journeys = Journey.objects.filter(gate_pass=row).values_list("pk", flat=True)
    found = (
        *state_lines(wording=_PASS, subjects={row.pk: gettext("Gate pass")}, officer=officer),
        *state_lines(wording=_TURN, subjects=dict.fromkeys(turns, str(TURN)), officer=officer),
        *state_lines(
            wording=_JOURNEY, subjects=dict.fromkeys(journeys, str(JOURNEY)), officer=officer
        ),
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.number)))
