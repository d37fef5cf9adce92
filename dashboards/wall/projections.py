"""Turning news into facts that can be counted. One short function per event.

Every function may hear the same news twice, or late, and the facts stay the same: things
are counted by their own number, times are set and not added, and the newest state wins.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

import clearance.declarations.events as declarations
import clearance.gates.events as gates
import clearance.manifests.events as manifests
import hardware_adapters.events as devices
import inspection.imaging.events as imaging
import inspection.orders.events as orders
from customs_portal.registry import law
from dashboards.wall.models import (
    DeviceState,
    LatestFrame,
    Tally,
    VesselCall,
    WaitingTask,
)
from dashboards.wall.operations import keep_facts

PORT_TIME = ZoneInfo("Asia/Shanghai")


def start_declaration(
    event: declarations.SummaryAccepted | declarations.DeclarationFiled,
) -> None:
    _count(Tally.Kind.ACCEPTED, event.declaration_no, event.accepted_at)
    _progress(event.declaration_no, accepted_at=event.accepted_at)


def note_decision(event: declarations.ReleaseDecided) -> None:
    held = event.decision != "CLEARED_TO_LEAVE"
    _count(Tally.Kind.DECIDED, event.declaration_no, event.decided_at, hit=not held)
    _progress(event.declaration_no, decided_at=event.decided_at, held=held)


def count_release(
    event: declarations.ReleasedForPickup | declarations.ReleasedForLoading,
) -> None:
    seconds = int((event.released_at - event.accepted_at).total_seconds())
    reference = f"{event.declaration_no}/{event.container_no}"
    _count(Tally.Kind.RELEASED, reference, event.released_at, measure=max(seconds, 0))
    _progress(event.declaration_no, accepted_at=event.accepted_at, released_at=event.released_at)


def note_control(event: declarations.ContainerControlled) -> None:
    _progress(event.declaration_no, inspection_at=event.controlled_at)


def note_detention(event: declarations.DeclarationDetained) -> None:
    _progress(event.declaration_no, detained_at=event.detained_at)


def note_detention_over(event: declarations.DetentionTakenBack) -> None:
    _progress(event.declaration_no, detained_at=None)


def note_closing(event: declarations.DeclarationClosed) -> None:
    _progress(event.declaration_no, closed_at=event.closed_at)


def count_landing(event: devices.ContainerSeenAtShipside) -> None:
    """A container counts once a day, however often cameras see it."""
    day = event.seen_at.astimezone(PORT_TIME).date()
    _count(Tally.Kind.LANDED, f"{event.container_no}@{day}", event.seen_at)
    if event.sighting_no:
        _task(WaitingTask.Kind.READING, event.sighting_no, done_at=event.seen_at)


def await_reading(event: devices.ContainerUnread) -> None:
    _task(
        WaitingTask.Kind.READING,
        event.sighting_no,
        place_code=event.place_code,
        since=event.seen_at,
        due_at=event.seen_at + _minutes("wall.reading_minutes", event.seen_at),
    )


def end_reading(event: devices.SightingDismissed) -> None:
    _task(WaitingTask.Kind.READING, event.sighting_no, done_at=event.dismissed_at)


def count_exit(event: gates.ContainerLeftPort) -> None:
    _count(Tally.Kind.LEFT, f"{event.pass_no}/{event.container_no}", event.left_at)


def time_passage(event: gates.PassageDecided) -> None:
    waited = event.decided_at - event.seen_at
    _count(
        Tally.Kind.PASSAGE,
        event.passage_no,
        event.decided_at,
        measure=max(int(waited / timedelta(milliseconds=1)), 0),
        hit=event.opened,
    )


def await_inspection(event: orders.InspectionOrdered) -> None:
    hours = int(law.ask("wall.inspection_hours", on=_day(event.ordered_at)).value)
    _task(
        WaitingTask.Kind.INSPECTION,
        event.order_no,
        place_code=event.place_code,
        since=event.ordered_at,
        due_at=event.ordered_at + timedelta(hours=hours),
    )
    if event.subject_kind.lower() == "declaration":
        _progress(event.subject_reference, inspection_at=event.ordered_at)


def count_inspection(event: orders.InspectionConcluded) -> None:
    fault = event.outcome == "FAULT"
    _count(Tally.Kind.CONCLUDED, event.order_no, event.concluded_at, hit=fault)
    _task(WaitingTask.Kind.INSPECTION, event.order_no, done_at=event.concluded_at)


def await_inspection_again(event: orders.ConclusionReturned) -> None:
    """The clock of the order runs on from when it was ordered."""
    if event.was_told:
        rows = WaitingTask.objects.filter(
            kind=WaitingTask.Kind.INSPECTION, reference=event.order_no
        )
        rows.update(done_at=None)


def await_box(event: orders.BoxCalled) -> None:
    """Called to be opened, a box no longer waits where it was scanned."""
    of_box = {"place_code": event.place_code, "since": event.called_at}
    _task(WaitingTask.Kind.MOVE, _box(event), **of_box, due_at=event.move_by, done_at=None)
    leaving = WaitingTask.objects.filter(
        kind=WaitingTask.Kind.MOVE_OFF, reference=event.order_no, done_at=None
    )
    leaving.update(done_at=event.called_at)  # its record was returned to the crew
    if event.instruction == "A":
        for kind in (WaitingTask.Kind.MOVE, WaitingTask.Kind.LOOK):
            _task(kind, f"{event.order_no}/B", done_at=event.called_at)


def await_look(event: orders.BoxMoved) -> None:
    of_box = {"place_code": event.place_code, "since": event.moved_at}
    _task(WaitingTask.Kind.MOVE, _box(event), done_at=event.moved_at)
    _task(WaitingTask.Kind.LOOK, _box(event), **of_box, due_at=event.inspect_by, done_at=None)


def await_leaving(event: orders.BoxFreed) -> None:
    for kind in (WaitingTask.Kind.MOVE, WaitingTask.Kind.LOOK):
        _task(kind, _box(event), done_at=event.freed_at)
    if event.away_by is not None:
        of_box = {"place_code": event.place_code, "since": event.freed_at}
        of_box |= {"due_at": event.away_by, "done_at": None}
        _task(WaitingTask.Kind.MOVE_OFF, event.order_no, **of_box)


def end_leaving(event: orders.BoxMovedAway) -> None:
    _task(WaitingTask.Kind.MOVE_OFF, event.order_no, done_at=event.away_at)


def hand_box_on(event: orders.BoxHandedOn) -> None:
    """The clock that runs for the first look runs on for the second."""
    for kind in (WaitingTask.Kind.MOVE, WaitingTask.Kind.LOOK):
        _task(kind, _box(event), done_at=event.handed_at)
    kind = WaitingTask.Kind.MOVE if event.state == "ASKED" else WaitingTask.Kind.LOOK
    of_box = {"place_code": event.place_code, "since": event.handed_at}
    reference = f"{event.recheck_no}/{event.instruction}"
    _task(kind, reference, **of_box, due_at=event.due_at)


def await_review(event: imaging.ImageReviewQueued) -> None:
    _task(
        WaitingTask.Kind.REVIEW,
        event.scan_no,
        place_code=event.place_code,
        since=event.queued_at,
        due_at=event.queued_at + _minutes("wall.review_minutes", event.queued_at),
    )


def end_review(event: imaging.ImageReviewConcluded) -> None:
    _task(WaitingTask.Kind.REVIEW, event.scan_no, done_at=event.concluded_at)


def note_device_on(event: devices.DeviceConnected) -> None:
    _device(event, online=True)


def note_device_off(event: devices.DeviceLost) -> None:
    _device(event, online=False)


def count_refused_frame(event: devices.FrameRefused) -> None:
    reference = f"{event.device_code}@{event.at.isoformat()}"
    _count(Tally.Kind.REFUSED_FRAME, reference, event.at)


def note_arrival(event: manifests.ShipArrived) -> None:
    VesselCall.objects.update_or_create(
        manifest_no=event.manifest_no,
        defaults={
            "vessel": event.vessel,
            "voyage": event.voyage,
            "place_code": event.place_code,
            "arrived_at": event.arrived_at,
        },
    )


def show_frame(event: devices.FrameShown) -> None:
    """Only the newest picture of each camera is remembered, and only that there is one."""
    newest = {
        "kind": event.kind,
        "place_code": event.place_code,
        "seen_at": event.seen_at,
    }
    _newest(LatestFrame, "seen_at", event.device_code, newest)


def _count(
    kind: Tally.Kind,
    reference: str,
    at: datetime,
    *,
    measure: int | None = None,
    hit: bool | None = None,
) -> None:
    keep_facts.count(kind=kind, reference=reference, at=at, measure=measure, hit=hit)


def _progress(declaration_no: str, **facts: Any) -> None:
    keep_facts.go_on(declaration_no=declaration_no, **facts)


def _task(kind: WaitingTask.Kind, reference: str, **facts: Any) -> None:
    WaitingTask.objects.bulk_create(
        [WaitingTask(kind=kind, reference=reference, **facts)],
        update_conflicts=True,
        unique_fields=["kind", "reference"],
        update_fields=list(facts),
    )


def _device(event: devices.DeviceConnected | devices.DeviceLost, *, online: bool) -> None:
    newest = {
        "kind": event.kind,
        "place_code": event.place_code,
        "online": online,
        "changed_at": event.at,
    }
    _newest(DeviceState, "changed_at", event.device_code, newest)


def _newest(
    table: type[models.Model],
    clock_field: str,
    device_code: str,
    newest: dict[str, Any],
) -> None:
    rows = table._default_manager
    rows.bulk_create([table(device_code=device_code, **newest)], ignore_conflicts=True)
    older = {"device_code": device_code, f"{clock_field}__lt": newest[clock_field]}
    rows.filter(**older).update(**newest)


def _box(
    event: orders.BoxCalled | orders.BoxMoved | orders.BoxFreed | orders.BoxHandedOn,
) -> str:
    """One movement of a box: it is called to the scanner, and perhaps again to be opened."""
    return f"{event.order_no}/{event.instruction}"


def _minutes(key: str, at: datetime) -> timedelta:
    return timedelta(minutes=int(law.ask(key, on=_day(at)).value))


def _day(at: datetime) -> Any:
    return at.astimezone(PORT_TIME).date()
