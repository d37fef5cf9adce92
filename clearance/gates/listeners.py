"""What the gates wing does when it hears news."""

from clearance.declarations.events import DeclarationDetained
from clearance.gates.events import (
    ContainerLeftPort,
    GatePassApproved,
    GatePassVoided,
    LockLifted,
    LockPlaced,
)
from clearance.gates.operations import push_tokens, queue_trucks
from clearance.gates.operations.decide_passage import (
    note_code,
    note_seal,
    note_tag,
    note_vehicle,
    note_weight,
)
from clearance.gates.operations.follow_journey import follow_journey
from clearance.gates.operations.follow_safety_lock import LockReport, follow_safety_lock
from clearance.gates.operations.let_vehicle_out import let_vehicle_out
from clearance.gates.operations.reconcile_lane import DecidedAlone, reconcile_lane
from customs_portal.kit import clock
from hardware_adapters.controls.lane_controllers import is_lane_controller
from hardware_adapters.controls.safety_locks import is_safety_lock
from hardware_adapters.events import (
    BarrierMoved,
    DeviceConnected,
    LaneDecidedAlone,
    PassCodeScanned,
    PositionsReported,
    SafetyLockReported,
    SealRead,
    TagRead,
    VehicleAtGate,
    VehicleWeighed,
)
from inspection.draws.operations.take_gone import take_gone
from inspection.draws.states import SubjectKind


def decide_on_vehicle(event: VehicleAtGate) -> None:
    note_vehicle(
        passage_no=event.passage_no,
        place_code=event.place_code,
        direction=event.direction,
        plate_no=event.plate_no,
        container_no=event.container_no,
        picture_key=event.picture_key,
        seen_at=event.seen_at,
        now=clock.now(),
    )


def take_left_box_out_of_draw(event: ContainerLeftPort) -> None:
    """Nobody can inspect a box that is outside; where it was drawn, the reason is kept."""
    take_gone(
        kind=SubjectKind.CONTAINER,
        references=[event.container_no],
        reason=f"It left the port with truck {event.plate_no}.",
        now=event.left_at,
    )


def decide_on_weight(event: VehicleWeighed) -> None:
    note_weight(
        passage_no=event.passage_no,
        place_code=event.place_code,
        gross_weight_kg=event.gross_weight_kg,
        weighed_at=event.weighed_at,
        now=clock.now(),
    )


def decide_on_tag(event: TagRead) -> None:
    """In a lane it is an identity; on the way there the truck joins the queue."""
    if not event.passage_no:
        queue_trucks.join_by_tag(tag_id=event.tag_id, now=event.read_at)
        return
    note_tag(
        passage_no=event.passage_no,
        place_code=event.place_code,
        tag_id=event.tag_id,
        read_at=event.read_at,
        now=clock.now(),
    )


def decide_on_code(event: PassCodeScanned) -> None:
    note_code(
        passage_no=event.passage_no,
        place_code=event.place_code,
        text=event.text,
        scanned_at=event.scanned_at,
        now=clock.now(),
    )


def decide_on_seal(event: SealRead) -> None:
    note_seal(
        passage_no=event.passage_no,
        place_code=event.place_code,
        seal_no=event.seal_no,
        is_intact=event.state == "SEALED",
        read_at=event.read_at,
        now=clock.now(),
    )


def write_off_passage(event: BarrierMoved) -> None:
    if event.position == "OPEN":
        let_vehicle_out(
            passage_no=event.passage_no,
            place_code=event.place_code,
            moved_at=event.moved_at,
            now=clock.now(),
        )


def follow_truck(event: PositionsReported) -> None:
    follow_journey(device_code=event.device_code, now=clock.now())


def reconcile_passage(event: LaneDecidedAlone) -> None:
    reconcile_lane(
        alone=DecidedAlone(
            passage_no=event.passage_no,
            place_code=event.place_code,
            direction=event.direction,
            plate_no=event.plate_no,
            container_no=event.container_no,
            tag_id=event.tag_id,
            seal_no=event.seal_no,
            gross_weight_kg=event.gross_weight_kg,
            token=event.token,
            opened=event.opened,
            rule=event.rule,
            identities=event.identities,
            decided_at=event.decided_at,
        ),
        now=clock.now(),
    )


def stock_controller(event: DeviceConnected) -> None:
    if is_lane_controller(kind=event.kind):
        push_tokens.give_stock(device_code=event.device_code, now=clock.now())


def give_lock_its_keys(event: DeviceConnected) -> None:
    """A smart lock learns whose signature opens it."""
    if is_safety_lock(kind=event.kind):
        push_tokens.give_keys(device_code=event.device_code, now=clock.now())


def follow_lock(event: SafetyLockReported) -> None:
    follow_safety_lock(
        report=LockReport(
            device_code=event.device_code,
            is_open=event.state == "OPEN",
            is_tampered=event.is_tampered,
            cause=event.cause,
            order_no=event.order_no,
            battery_percent=event.battery_percent,
            battery_is_low=event.battery_is_low,
            reported_at=event.reported_at,
        )
    )


def hand_out_token(event: GatePassApproved) -> None:
    push_tokens.push_token(pass_no=event.pass_no, now=clock.now())


def withdraw_void_pass(event: GatePassVoided) -> None:
    push_tokens.withdraw_token(pass_no=event.pass_no, why="VOID", now=clock.now())
    queue_trucks.end_turn(
        plate_no=event.plate_no, pass_no=event.pass_no, how="LEFT", now=event.voided_at
    )


def withdraw_detained(event: DeclarationDetained) -> None:
    push_tokens.withdraw_under_lock(
        kind="DECLARATION", number=event.declaration_no, now=clock.now()
    )


def withdraw_locked(event: LockPlaced) -> None:
    push_tokens.withdraw_under_lock(kind=event.kind, number=event.number, now=clock.now())


def hand_out_unlocked(event: LockLifted) -> None:
    push_tokens.push_after_lock(kind=event.kind, number=event.number, now=clock.now())


def note_truck_in_lane(event: VehicleAtGate) -> None:
    """The board shows which truck of the queue stands in which lane."""
    queue_trucks.note_in_lane(plate_no=event.plate_no, lane_code=event.place_code, now=clock.now())
