"""A lane was cut off and decided by release tokens: written down now, and held against the truth.

What has passed has passed: pass, documents and container are written off in any case. Whatever
does not fit is named on the passage and announced, so that somebody goes after it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clearance.declarations.queries import release_of
from clearance.gates.events import LaneContradictionFound
from clearance.gates.models import GatePass
from clearance.gates.operations.decide_passage import tell_decision, the_passage
from clearance.gates.operations.let_vehicle_out import write_off_pass
from clearance.gates.operations.place_lock import is_locked
from clearance.gates.operations.release_tokens import token_behind
from clearance.gates.rules.passage import BY_CODE
from clearance.gates.states import PassageState, PassState
from customs_portal.journal.announce import announce
from hardware_adapters.facts import ReleaseToken, TokenFault

GOOD_STATES = (PassState.APPROVED, PassState.PASSED_FIRST)
_OF_STATE = {
    PassState.PASSED: "USED",
    PassState.PASSED_SECOND: "USED",
    PassState.EXPIRED: "EXPIRED",
}


@dataclass(frozen=True, kw_only=True)
class DecidedAlone:
    """One vehicle as the lane controller reports it; ``token`` is the text it trusted."""

    passage_no: str
    place_code: str
    direction: str
    plate_no: str
    container_no: str
    tag_id: str
    seal_no: str
    gross_weight_kg: int
    token: str
    opened: bool
    rule: str
    identities: tuple[str, ...]
    decided_at: datetime


@transaction.atomic
def reconcile_lane(*, alone: DecidedAlone, now: datetime) -> str:
    """Write the passage down; the contradiction found, empty when all fits. Safe to repeat."""
    passage = the_passage(
        passage_no=alone.passage_no, place_code=alone.place_code, arrived_at=alone.decided_at
    )
    if passage.decided_alone or passage.state == PassageState.PASSED:
        return passage.contradiction
    passage.take_over(
        direction=alone.direction,
        plate_no=alone.plate_no,
        container_no=alone.container_no,
        tag_id=alone.tag_id,
        seal_no=alone.seal_no,
        gross_weight_kg=alone.gross_weight_kg or None,
        seen_at=alone.decided_at,
    )
    if not alone.opened:
        if not passage.is_decided:
            rule = _known(alone.rule)
            passage.refuse(at=alone.decided_at, pass_no="", rule=rule, law=BY_CODE[rule].law)
            tell_decision(passage=passage, now=alone.decided_at)
        return ""
    token = _token(alone.token)
    gate_pass = _pass_behind(token)
    contradiction = _contradiction(alone, token, gate_pass)
    if contradiction:
        passage.contradict(contradiction=contradiction)
    if passage.state != PassageState.OPENED:
        passage.open(
            at=alone.decided_at,
            pass_no=gate_pass.pass_no if gate_pass is not None else "",
            identities=alone.identities,
        )
        tell_decision(passage=passage, now=alone.decided_at)
    passage.go_through(at=alone.decided_at)
    write_off_pass(passage=passage, moved_at=alone.decided_at, now=now)
    if contradiction:
        announce(
            LaneContradictionFound(
                passage_no=passage.passage_no,
                place_code=passage.place_code,
                pass_no=passage.pass_no,
                plate_no=passage.plate_no,
                container_no=passage.container_no,
                contradiction=contradiction,
                decided_at=alone.decided_at,
            )
        )
    return contradiction


def _known(code: str) -> str:
    return code if code in BY_CODE else "G-03"


def _token(text: str) -> ReleaseToken | None:
    try:
        return token_behind(text=text)
    except TokenFault:
        return None


def _pass_behind(token: ReleaseToken | None) -> GatePass | None:
    if token is None:
        return None
    return GatePass.objects.select_for_update().filter(pass_no=token.pass_no).first()


def _contradiction(
    alone: DecidedAlone, token: ReleaseToken | None, gate_pass: GatePass | None
) -> str:
    """The first thing that should have kept the barrier down, as the house knew it then."""
    if token is None:
        return "FORGED"
    if gate_pass is None:
        return "UNKNOWN"
    if gate_pass.state not in GOOD_STATES:
        if gate_pass.ended_at is not None and gate_pass.ended_at > alone.decided_at:
            return "USED" if gate_pass.state in _OF_STATE else ""
        return _OF_STATE.get(PassState(gate_pass.state), "VOID")
    if gate_pass.plate_no != alone.plate_no or gate_pass.container_no != alone.container_no:
        return "PLATE"
    if gate_pass.valid_until < alone.decided_at:
        return "EXPIRED"
    if is_locked(
        container_no=alone.container_no,
        pass_no=gate_pass.pass_no,
        declaration_no=gate_pass.declaration_no,
        now=alone.decided_at,
    ):
        return "LOCKED"
    return _unreleased(alone.container_no)


def _unreleased(container_no: str) -> str:
    release = release_of(container_no=container_no) if container_no else None
    return "UNRELEASED" if release is not None and not release.released else ""
