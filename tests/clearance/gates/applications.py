"""Applications of each kind, and a truck that drives through on plate, code and weight."""

from dataclasses import replace

from clearance.gates.facts import DocumentShare, PassApplication
from clearance.gates.operations.apply_gate_pass import apply_gate_pass
from clearance.gates.operations.decide_passage import note_code, note_vehicle, note_weight
from clearance.gates.operations.let_vehicle_out import let_vehicle_out
from clearance.gates.operations.release_tokens import token_of
from tests.factories.clearance import MORNING

EMPTY = PassApplication(
    declaration_no="",
    container_no="",
    plate_no="粤B12345",
    truck_kg=8_000,
    frame_kg=6_000,
    container_kg=0,
    goods_kg=0,
    pass_type=6,
)
NOTE = replace(
    EMPTY,
    pass_type=3,
    binding=2,
    linked_kind=1,
    goods_kg=10_000,
    documents=(DocumentShare(number="QD510126I000000001", goods_kg=10_000),),
)


def apply(application, clerk, now=MORNING):
    return apply_gate_pass(application=application, by=clerk, now=now)


def through(gate_pass, passage_no, direction="OUT"):
    """By plate and code, over the scale, under the risen barrier."""
    at = {"passage_no": passage_no, "place_code": "G1-1", "now": MORNING}
    note_vehicle(
        **at,
        direction=direction,
        plate_no=gate_pass.plate_no,
        container_no="",
        picture_key="",
        seen_at=MORNING,
    )
    note_weight(**at, gross_weight_kg=gate_pass.declared_total_kg, weighed_at=MORNING)
    state = note_code(**at, text=token_of(gate_pass=gate_pass), scanned_at=MORNING)
    let_vehicle_out(**at, moved_at=MORNING)
    gate_pass.refresh_from_db()
    return state
