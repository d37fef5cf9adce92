"""What is known of a vehicle in a lane, as values for the rules."""

from datetime import datetime

from clearance.declarations.queries import release_of
from clearance.gates.facts import PassageFacts, PassFacts, ReleaseFacts, SealFacts
from clearance.gates.models import GatePass, Passage, Truck
from clearance.gates.operations.follow_safety_lock import is_breached
from clearance.gates.operations.place_lock import is_locked
from clearance.gates.rules.passage import OUT
from clearance.gates.states import LinkedKind, PassState, PassType
from customs_portal.kit.identifiers import IdentifierFault, check_plate
from customs_portal.registry import law


def facts_of(*, passage: Passage, now: datetime) -> PassageFacts:
    """At most seven queries, whatever the lane has read."""
    found = pass_for(passage=passage)
    outbound = passage.direction == OUT and bool(passage.container_no)
    release = _release_facts(passage.container_no) if outbound else None
    declaration_no = found.declaration_no if found is not None else ""
    if not declaration_no and release is not None:
        declaration_no = release.declaration_no
    return PassageFacts(
        direction=passage.direction,
        plate_no=passage.plate_no,
        plate_is_readable=_is_plate(passage.plate_no),
        container_no=passage.container_no,
        gross_weight_kg=passage.gross_weight_kg,
        weight_tolerance_permille=law.whole_number("gate.weight_tolerance_permille", at=now),
        gate_pass=_pass_facts(found) if found is not None else None,
        release=release,
        now=now,
        tag_plate_no=_plate_of_tag(passage.tag_id),
        code_pass_no=passage.code_pass_no,
        code_fault=passage.code_fault,
        seal=_seal_facts(passage),
        locked=is_locked(
            container_no=passage.container_no,
            pass_no=found.pass_no if found is not None else "",
            declaration_no=declaration_no,
            now=now,
        ),
        lock_is_breached=is_breached(container_no=passage.container_no, plate_no=passage.plate_no),
        has_appointment=found is None and _has_appointment(passage, now=now),
    )


def pass_for(*, passage: Passage, held: bool = False) -> GatePass | None:
    """The open pass for this direction: by the box; without a box by the plate.

    ``held`` locks it until the transaction ends.
    """
    passes = GatePass.objects.select_for_update() if held else GatePass.objects
    usable = passes.filter(state__in=[PassState.APPROVED, PassState.PASSED_FIRST])
    if passage.container_no:
        rows = usable.filter(container_no=passage.container_no)
    elif passage.plate_no:
        rows = usable.filter(plate_no=passage.plate_no)
    else:
        return None
    fitting = [row for row in rows.order_by("-container_no", "id") if _fits(row, passage)]
    return fitting[0] if fitting else None


def _has_appointment(passage: Passage, *, now: datetime) -> bool:
    """Whether a truck that comes in without a box may fetch one: a pass leads it out."""
    if passage.direction == OUT or passage.container_no or not passage.plate_no:
        return False
    return GatePass.objects.filter(
        plate_no=passage.plate_no,
        direction=OUT,
        state=PassState.APPROVED,
        valid_until__gte=now,
    ).exists()


def _fits(row: GatePass, passage: Passage) -> bool:
    """A pass of two gates leads out of the first and into the second."""
    if row.state == PassState.PASSED_FIRST:
        return passage.direction != row.direction
    return passage.direction == row.direction


def _pass_facts(found: GatePass) -> PassFacts:
    return PassFacts(
        pass_no=found.pass_no,
        plate_no=found.plate_no,
        declaration_no=found.declaration_no,
        declared_total_kg=found.declared_total_kg,
        valid_until=found.valid_until,
        container_no=found.container_no,
        seal_no=found.seal_no,
        needs_release=found.linked_kind == LinkedKind.BILL_OF_LADING,
        is_empty=found.pass_type == PassType.EMPTY_TRUCK,
    )


def _release_facts(container_no: str) -> ReleaseFacts | None:
    found = release_of(container_no=container_no)
    if found is None:
        return None
    return ReleaseFacts(
        declaration_no=found.declaration_no, released=found.released, state=str(found.state)
    )


def _seal_facts(passage: Passage) -> SealFacts | None:
    if not passage.seal_no:
        return None
    return SealFacts(seal_no=passage.seal_no, is_intact=bool(passage.seal_is_intact))


def _plate_of_tag(tag_id: str) -> str:
    """The plate that the tag is registered for; an unknown tag says nothing."""
    if not tag_id:
        return ""
    rows = Truck.objects.filter(tag_id=tag_id, is_active=True)
    return rows.values_list("plate_no", flat=True).first() or ""


def _is_plate(text: str) -> bool:
    try:
        return check_plate(text).text == text
    except IdentifierFault:
        return False
