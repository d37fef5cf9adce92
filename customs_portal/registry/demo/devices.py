"""Devices of the demonstration port: code, kind, place, and who wears them."""

from collections.abc import Iterator
from dataclasses import dataclass

from customs_portal.registry.demo.people import people

HALL_OF_CREWS = "H1"
COMMAND_CENTRE = "H7"
YARD_OF_ROBOTS = "Y01"


@dataclass(frozen=True, kw_only=True)
class Device:
    """``kind`` is a word of the hub's vocabulary of devices."""

    code: str
    kind: str
    place: str
    worn_by: str = ""


def devices() -> list[Device]:
    """One camera a berth, one gantry an X-ray, five devices a lane, a controller a gate,
    two on every inspector, positioners and smart locks for trucks under way, a robot in the
    yard of boxes to be inspected, and the big screen of the command centre."""
    return [
        *_quays(), *_gantries(), *_lanes(), *_worn(), *_on_the_road(), *_robots(), *_screens(),
    ]  # fmt: skip


def _quays() -> Iterator[Device]:
    for n in range(1, 11):
        yield Device(code=f"QC-{n:02d}", kind="quay_camera", place=f"B{n:02d}")


def _gantries() -> Iterator[Device]:
    for n in range(1, 9):
        yield Device(code=f"XG-{n}", kind="xray_gantry", place=f"X{n}")


def _lanes() -> Iterator[Device]:
    for lane in (f"G{gate}-{lane}" for gate in (1, 2, 3) for lane in range(1, 7)):
        yield Device(code=f"GL-{lane}", kind="gate_lane", place=lane)
        yield Device(code=f"WB-{lane}", kind="weighbridge", place=lane)
        yield Device(code=f"BR-{lane}", kind="barrier", place=lane)
        yield Device(code=f"TR-{lane}", kind="tag_reader", place=lane)
        yield Device(code=f"ES-{lane}", kind="e_seal", place=lane)
    for gate in (1, 2, 3):
        yield Device(code=f"LC-G{gate}", kind="lane_controller", place=f"G{gate}-1")


def _worn() -> Iterator[Device]:
    for person in people():
        if person.wears:
            for stem, kind in (("WT", "wrist_tablet"), ("GS", "glasses")):
                yield Device(
                    code=f"{stem}-{person.username}",
                    kind=kind,
                    place=HALL_OF_CREWS,
                    worn_by=person.username,
                )


def _on_the_road() -> Iterator[Device]:
    """Handed out at the first gate."""
    for n in range(1, 4):
        yield Device(code=f"PS-{n}", kind="positioner", place="G1-1")
        yield Device(code=f"SL-{n}", kind="safety_lock", place="G1-1")


def _robots() -> Iterator[Device]:
    yield Device(code="RB-1", kind="robot", place=YARD_OF_ROBOTS)


def _screens() -> Iterator[Device]:
    """A screen that shows the wall without a person; it reads and can change nothing."""
    yield Device(code="WALL-1", kind="wall", place=COMMAND_CENTRE)
