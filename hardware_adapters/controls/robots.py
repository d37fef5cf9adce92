"""Inspection robots: told their yard's plan, what to look at, and to leave it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hardware_adapters.controls.commands import command
from hardware_adapters.models import DeviceCommand
from hardware_adapters.states import DeviceKind


def is_robot(*, kind: str) -> bool:
    return kind == DeviceKind.ROBOT.value


def give_plan(*, device_code: str, plan: Mapping[str, Any], now: datetime) -> None:
    """The yard it drives; written, so that it goes out behind the welcome."""
    DeviceCommand.objects.order(
        device_code=device_code,
        purpose=f"plan:{now.isoformat()}",
        body={"do": "plan", **plan},
        created_at=now,
        sent_at=None,
    )


def send_to_slot(*, device_code: str, task_no: str, slot: str, now: datetime) -> bool:
    """Photograph what stands in the slot; asked twice it is asked once."""
    return command(
        device_code=device_code,
        purpose=f"check:{task_no}",
        body={"do": "check", "task_no": task_no, "slot": slot},
        now=now,
    )


def call_back(*, device_code: str, task_no: str, now: datetime) -> bool:
    """Whatever it is doing for this task is not needed any more."""
    return command(
        device_code=device_code,
        purpose=f"recall:{task_no}",
        body={"do": "recall", "task_no": task_no},
        now=now,
    )
