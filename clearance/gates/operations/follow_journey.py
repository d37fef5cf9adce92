"""A truck under satellite positioning: sets off, is followed, is written off (GPS核销)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from clearance.gates.events import (
    JourneyDisturbed,
    JourneyEnded,
    JourneyRighted,
    JourneyStarted,
)
from clearance.gates.models import GatePass, Journey, JourneyDisturbance, Truck
from clearance.gates.operations.push_tokens import withdraw_token
from clearance.gates.rules.journey import Followed, Road, follow
from clearance.gates.states import Because, Disturbance, JourneyState, PassState
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.registry import law
from customs_portal.registry.models import Place
from hardware_adapters.queries import fixes_of


def road_to(*, destination_code: str, on: date) -> Road | None:
    """The supervised road to that place in force on that day."""
    for one in law.ask("positioning.routes", on=on).value:
        if one["destination"] == destination_code:
            return Road(
                points=[(east, north) for east, north in one["points"]],
                fence=[(east, north) for east, north in one["fence"]],
                corridor_metres=float(law.ask("positioning.corridor_metres", on=on).value),
                standing_kmh=float(law.ask("positioning.standing_kmh", on=on).value),
                longest_halt=_minutes("positioning.longest_halt_minutes", on),
            )
    return None


def start_journey(*, gate_pass: GatePass, at: datetime) -> None:
    """The pass went through its first gate. Called inside a transaction; safe to repeat.

    A journey of the same positioner that is still under way is broken off.
    """
    if not gate_pass.destination_code or Journey.objects.filter(gate_pass=gate_pass).exists():
        return
    trucks = Truck.objects.filter(plate_no=gate_pass.plate_no, is_active=True)
    code = trucks.exclude(positioner_code="").values_list("positioner_code", flat=True).first()
    if code is None:
        return
    for other in _under_way().filter(device_code=code):
        end_journey(other, how=JourneyState.BROKEN_OFF, at=at)
    Journey.objects.create(
        gate_pass=gate_pass,
        device_code=code,
        destination_code=gate_pass.destination_code,
        started_at=at,
        followed_until=at,
        move=told(at=at, reason=Because.SET_OFF, law="positioning.routes"),
    )
    announce(
        JourneyStarted(
            pass_no=gate_pass.pass_no,
            plate_no=gate_pass.plate_no,
            destination_code=gate_pass.destination_code,
            started_at=at,
        )
    )


@transaction.atomic
def follow_journey(*, device_code: str, now: datetime) -> bool:
    """Judge what the positioner has reported since; True when there was news. Safe to repeat."""
    journey = _under_way().filter(device_code=device_code).first()
    if journey is None:
        return False
    fixes = fixes_of(device_code=device_code, since=journey.followed_until)
    road = road_to(
        destination_code=journey.destination_code, on=timezone.localdate(journey.started_at)
    )
    if not fixes or road is None:
        return False
    still = {one.kind: one for one in journey.disturbances.filter(ended_at__isnull=True)}
    known = Followed(
        open=set(still), standing_since=journey.standing_since, until=journey.followed_until
    )
    if Disturbance.SILENCE in still:
        _right(journey, still[Disturbance.SILENCE], fixes[0].at)
    followed = follow(known=known, fixes=fixes, road=road)
    for kind, began, at in followed.changes:
        if began:
            _disturb(journey, kind, at)
        else:
            _right(journey, journey.disturbances.get(kind=kind, ended_at__isnull=True), at)
    journey.follow(until=followed.until, standing_since=followed.standing_since)
    if followed.arrived_at is not None:
        _write_off(journey, at=followed.arrived_at, now=now)
    return True


@transaction.atomic
def watch_journeys(*, now: datetime, limit: int = 500) -> int:
    """Trucks that have fallen silent or take too long; returns how many alarms. Safe to repeat."""
    today = timezone.localdate(now)
    silence = now - _minutes("positioning.longest_silence_minutes", today)
    length = now - _minutes("positioning.longest_journey_minutes", today)
    told = 0
    rows = _under_way().prefetch_related("disturbances").order_by("started_at")
    for journey in rows[:limit]:
        still = {one.kind for one in journey.disturbances.all() if one.ended_at is None}
        for kind, holds in (
            (Disturbance.SILENCE, journey.followed_until < silence),
            (Disturbance.LATE, journey.started_at < length),
        ):
            if holds and kind not in still:
                _disturb(journey, kind, now)
                told += 1
    return told


def _write_off(journey: Journey, *, at: datetime, now: datetime) -> None:
    """Arrived: where no second barrier stands, the fence ends a pass of two gates.

    The documents were written off at the first gate; their ledgers show when it arrived.
    """
    gate_pass = journey.gate_pass
    place = Place.objects.filter(code=journey.destination_code).first()
    barrier_awaits = place is not None and place.kind == Place.Kind.LANE
    if gate_pass.state == PassState.PASSED_FIRST and not barrier_awaits:
        gate_pass.write_off(at=at)
        withdraw_token(pass_no=gate_pass.pass_no, why="USED", now=now)
    end_journey(journey, how=JourneyState.ARRIVED, at=at)


def end_journey(
    journey: Journey,
    *,
    how: JourneyState,
    at: datetime,
    by: User | None = None,
    reason: str = "",
) -> None:
    """Whatever disturbed it is over too. Called inside a transaction."""
    for one in journey.disturbances.filter(ended_at__isnull=True):
        _right(journey, one, at)
    if how == JourneyState.ARRIVED:
        journey.arrive(at=at)
    else:
        journey.break_off(at=at, by=by, reason=reason)
    announce(
        JourneyEnded(
            pass_no=journey.gate_pass.pass_no,
            plate_no=journey.gate_pass.plate_no,
            destination_code=journey.destination_code,
            how=str(how.value),
            ended_at=at,
        ),
        actor=by,
    )


def _disturb(journey: Journey, kind: str, at: datetime) -> None:
    row = JourneyDisturbance.objects.create(journey=journey, kind=kind, began_at=at)
    announce(JourneyDisturbed(**_named(journey), kind=str(row.kind), began_at=at))


def _right(journey: Journey, row: JourneyDisturbance, at: datetime) -> None:
    row.end(at=at)
    righted_at = max(at, row.began_at)
    announce(JourneyRighted(**_named(journey), kind=str(row.kind), righted_at=righted_at))


def _named(journey: Journey) -> dict[str, Any]:
    gate_pass = journey.gate_pass
    return {
        "pass_no": gate_pass.pass_no,
        "plate_no": gate_pass.plate_no,
        "container_no": gate_pass.container_no,
    }


def _under_way() -> Any:
    rows = Journey.objects.select_for_update(of=("self",)).select_related("gate_pass")
    return rows.filter(state=JourneyState.UNDER_WAY)


def _minutes(key: str, on: date) -> timedelta:
    return timedelta(minutes=int(law.ask(key, on=on).value))
