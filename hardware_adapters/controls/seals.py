"""Electronic seals in a lane: locked at the first gate, unlocked at the last."""

from customs_portal.kit import clock
from hardware_adapters.controls.commands import command, device_at
from hardware_adapters.states import DeviceKind


def lock_seal(*, place_code: str, passage_no: str, seal_no: str) -> None:
    """Asked twice it locks once. Raises ``NoSuchDevice`` when the lane reads no seals."""
    _tell("lock", place_code, passage_no, seal_no)


def unlock_seal(*, place_code: str, passage_no: str, seal_no: str) -> None:
    """Asked twice it unlocks once. Raises ``NoSuchDevice`` when the lane reads no seals."""
    _tell("unlock", place_code, passage_no, seal_no)


def _tell(do: str, place_code: str, passage_no: str, seal_no: str) -> None:
    command(
        device_code=device_at(place_code=place_code, kind=DeviceKind.E_SEAL),
        purpose=f"{do}:{passage_no}",
        body={"do": do, "passage_no": passage_no, "seal_no": seal_no},
        now=clock.now(),
    )
