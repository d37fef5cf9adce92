"""The stock of release tokens that every lane controller holds for the hours it is cut off."""

from collections.abc import Sequence
from datetime import datetime

from hardware_adapters.controls.commands import command
from hardware_adapters.models import DeviceCommand, DeviceLine
from hardware_adapters.states import DeviceKind

TOKENS_A_COMMAND = 150  # a command fits into one frame of 64 KiB


def is_lane_controller(*, kind: str) -> bool:
    return kind == DeviceKind.LANE_CONTROLLER.value


def any_on_the_line() -> bool:
    return DeviceLine.objects.filter(kind=DeviceKind.LANE_CONTROLLER, is_connected=True).exists()


def hold_token(*, token: str, pass_no: str, now: datetime) -> int:
    """Give one token to every controller on the line; how many there are.

    A controller that is away gets the whole stock when it comes back.
    """
    return _tell_all(f"hold:{pass_no}:{now:%m%dT%H%M%S}", {"do": "hold", "token": token}, now)


def drop_token(*, pass_no: str, why: str, now: datetime) -> int:
    """Take a token back from every controller on the line. ``why``: VOID, LOCKED, USED …"""
    body = {"do": "drop", "pass_no": pass_no, "why": why}
    return _tell_all(f"drop:{pass_no}:{now:%m%dT%H%M%S}", body, now)


def give_stock(
    *, device_code: str, keys: Sequence[str], tokens: Sequence[str], now: datetime
) -> None:
    """Keys and the whole stock for a controller that has just come in.

    The orders are written, not carried: the gateway sends them behind its welcome.
    """
    parts = [
        list(tokens[start : start + TOKENS_A_COMMAND])
        for start in range(0, len(tokens), TOKENS_A_COMMAND)
    ] or [[]]
    bodies: list[dict[str, object]] = [{"do": "trust", "keys": list(keys)}]
    bodies += [
        {"do": "tokens", "tokens": part, "first": number == 0} for number, part in enumerate(parts)
    ]
    for number, body in enumerate(bodies):
        DeviceCommand.objects.order(
            device_code=device_code,
            purpose=f"stock:{now.isoformat()}:{number}",
            body=body,
            created_at=now,
            sent_at=None,
        )


def _tell_all(purpose: str, body: dict[str, str], now: datetime) -> int:
    codes = DeviceLine.objects.filter(
        kind=DeviceKind.LANE_CONTROLLER, is_connected=True
    ).values_list("device_code", flat=True)
    for code in (found := list(codes)):
        command(device_code=code, purpose=purpose, body=body, now=now)
    return len(found)
