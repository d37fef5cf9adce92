"""Release tokens on their way to the lanes: held at release, dropped when they are void."""

from datetime import datetime

from clearance.gates.operations.release_tokens import (
    passes_under,
    public_keys,
    tokens_in_force,
)
from hardware_adapters.controls import lane_controllers, safety_locks


def push_token(*, pass_no: str, now: datetime) -> bool:
    """Give the token of an approved pass to the lanes. Safe to repeat."""
    if not lane_controllers.any_on_the_line():
        return False
    token = tokens_in_force(now=now, pass_no=pass_no).get(pass_no)
    if token is None:
        return False
    lane_controllers.hold_token(token=token, pass_no=pass_no, now=now)
    return True


def withdraw_token(*, pass_no: str, why: str, now: datetime) -> None:
    """Take the token of a pass back. Safe to repeat."""
    lane_controllers.drop_token(pass_no=pass_no, why=why, now=now)


def withdraw_under_lock(*, kind: str, number: str, now: datetime) -> int:
    """Take back what a lock stops; how many passes."""
    found = passes_under(kind=kind, number=number)
    for pass_no in found:
        withdraw_token(pass_no=pass_no, why="LOCKED", now=now)
    return len(found)


def push_after_lock(*, kind: str, number: str, now: datetime) -> int:
    """Give back what a lifted lock had stopped; how many passes."""
    return sum(
        push_token(pass_no=pass_no, now=now) for pass_no in passes_under(kind=kind, number=number)
    )


def give_stock(*, device_code: str, now: datetime) -> int:
    """Everything a controller needs that has just come in; how many tokens."""
    tokens = list(tokens_in_force(now=now).values())
    lane_controllers.give_stock(device_code=device_code, keys=public_keys(), tokens=tokens, now=now)
    return len(tokens)


def give_keys(*, device_code: str, now: datetime) -> None:
    """Whose signature opens a smart lock that has just come in."""
    safety_locks.give_keys(device_code=device_code, keys=public_keys(), now=now)
