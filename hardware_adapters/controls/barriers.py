"""The barrier and the lane screen of a gate lane."""

from customs_portal.kit import clock
from hardware_adapters.controls.commands import command, device_at
from hardware_adapters.states import DeviceKind

SCREEN_CHARACTERS = 120


def raise_barrier(*, place_code: str, passage_no: str, line: str = "") -> None:
    """Open the lane for this passage; asked twice it opens once.

    ``line`` is shown on the lane screen. Raises ``NoSuchDevice`` when the lane has no barrier.
    """
    now = clock.now()
    command(
        device_code=device_at(place_code=place_code, kind=DeviceKind.BARRIER),
        purpose=f"raise:{passage_no}",
        body={"do": "raise", "passage_no": passage_no},
        now=now,
    )
    if line:
        _show(place_code, passage_no, line, "go")


def refuse(*, place_code: str, passage_no: str, line: str) -> None:
    """The barrier stays down and the lane screen says why, in one line."""
    _show(place_code, passage_no, line, "stop")


def ask_to_wait(*, place_code: str, passage_no: str, line: str, what: str) -> None:
    """The barrier stays down for now; the lane screen says what is missing (``what``, a word)."""
    _show(place_code, passage_no, line, "wait", purpose=f"wait:{what}:{passage_no}")


def _show(place_code: str, passage_no: str, line: str, tone: str, *, purpose: str = "") -> None:
    command(
        device_code=device_at(place_code=place_code, kind=DeviceKind.GATE_LANE),
        purpose=purpose or f"show:{tone}:{passage_no}",
        body={
            "do": "show",
            "passage_no": passage_no,
            "tone": tone,
            "line": line[:SCREEN_CHARACTERS],
        },
        now=clock.now(),
    )
