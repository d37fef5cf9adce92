"""What the truck queue board and the lane screens show, as keyed cells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clearance.gates.models import GatePass, Turn
from clearance.gates.models.queue import OPEN_TURNS
from clearance.gates.queries.passages import screen_of
from clearance.gates.states import TurnState
from customs_portal.journal.queries import head_of

ROWS_ON_THE_BOARD = 60


@dataclass(frozen=True, kw_only=True)
class TurnView:
    """``position`` counts from 1 among those who still wait."""

    plate_no: str
    pass_no: str
    container_no: str
    state: str
    state_label: str
    position: int | None
    lane_code: str
    joined_at: datetime
    called_at: datetime | None


def queue() -> list[TurnView]:
    """Called trucks first, then those in a lane, then who waits, longest first: one query."""
    rows = list(Turn.objects.filter(state__in=OPEN_TURNS).order_by("joined_at", "id"))
    waiting = [row for row in rows if row.state == TurnState.WAITING]
    places = {row.pk: number for number, row in enumerate(waiting, start=1)}
    order = {TurnState.CALLED: 0, TurnState.IN_LANE: 1, TurnState.WAITING: 2}
    rows.sort(key=lambda row: order[TurnState(row.state)])
    return [
        TurnView(
            plate_no=row.plate_no,
            pass_no=row.pass_no,
            container_no=row.container_no,
            state=row.state,
            state_label=row.get_state_display(),
            position=places.get(row.pk),
            lane_code=row.lane_code,
            joined_at=row.joined_at,
            called_at=row.called_at,
        )
        for row in rows
    ]


def turn_of(*, pass_no: str, enterprise_id: int) -> TurnView | None:
    """Where the truck of this pass stands; None when it is not in the queue."""
    if not GatePass.objects.filter(pass_no=pass_no, enterprise_id=enterprise_id).exists():
        return None
    return next((turn for turn in queue() if turn.pass_no == pass_no), None)


def board_now() -> tuple[int, dict[str, Any]]:
    """The feed's number before the look, and the board: never newer than it says."""
    seq = head_of(feed="port")
    turns = queue()
    counts = {state.value: 0 for state in (TurnState.WAITING, TurnState.CALLED, TurnState.IN_LANE)}
    for turn in turns:
        counts[turn.state] += 1
    trucks = [
        {
            "plate": turn.plate_no,
            "container": turn.container_no,
            "state": turn.state,
            "lane": turn.lane_code,
            "position": turn.position,
            "since": (turn.called_at or turn.joined_at).isoformat(),
        }
        for turn in turns[:ROWS_ON_THE_BOARD]
    ]
    return seq, {"counts": counts, "trucks": trucks}


def lane_now(*, place_code: str) -> tuple[int, dict[str, Any]]:
    """The same for one lane's screen. Raises ``NotFound``."""
    seq = head_of(feed="port")
    shown = screen_of(place_code=place_code)
    return seq, {
        "screen": {
            "en": shown.line_en,
            "zh": shown.line_zh,
            "tone": shown.tone,
            "plate": shown.plate_no,
        }
    }
