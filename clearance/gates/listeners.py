"""What the gates wing does when it hears news."""

from clearance.gates.operations.decide_passage import note_vehicle, note_weight
from clearance.gates.operations.let_vehicle_out import let_vehicle_out
from customs_portal.kit import clock
from hardware_adapters.events import BarrierMoved, VehicleAtGate, VehicleWeighed


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


def decide_on_weight(event: VehicleWeighed) -> None:
    note_weight(
        passage_no=event.passage_no,
        place_code=event.place_code,
        gross_weight_kg=event.gross_weight_kg,
        weighed_at=event.weighed_at,
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
