"""Questions about gate passes and trucks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Q, QuerySet

from clearance.gates.models import OPEN_PASS_STATES, GatePass, Truck
from clearance.gates.operations.release_tokens import token_of
from clearance.gates.states import STATE_CODES, PassState, PassType
from customs_portal.kit.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    kind: int
    kind_label: str
    number: str
    goods_kg: int


@dataclass(frozen=True, kw_only=True)
class PassView:
    """A gate pass as its enterprise and the gate officer see it.

    ``token`` is what the QR code carries; empty while the pass opens nothing.
    """

    pass_no: str
    pre_entry_no: str
    pass_type: int
    type_label: str
    direction: str
    binding: int | None
    binding_label: str
    linked_kind: int | None
    documents: tuple[DocumentView, ...]
    declaration_no: str
    container_no: str
    plate_no: str
    seal_no: str
    two_gates: bool
    truck_kg: int
    frame_kg: int
    container_kg: int
    goods_kg: int
    declared_total_kg: int
    state: str
    state_label: str
    applied_at: datetime
    approved_at: datetime | None
    first_passed_at: datetime | None
    valid_until: datetime
    ended_at: datetime | None
    review_reason: str
    enterprise: str
    token: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PASS_STATES

    @property
    def may_be_taken_back(self) -> bool:
        return self.state in (PassState.APPLIED, PassState.APPROVED)

    @property
    def state_code(self) -> int:
        return STATE_CODES[PassState(self.state)]


@dataclass(frozen=True, kw_only=True)
class TruckView:
    plate_no: str
    tag_id: str
    truck_kg: int
    frame_kg: int
    positioner_code: str
    is_active: bool
    registered_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PassSearch:
    number: str = ""
    state: str = ""
    pass_type: int = 0

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, pass_type = words.get("state", ""), words.get("type", "")
        known = pass_type.isascii() and pass_type.isdigit() and int(pass_type) in PassType.values
        return cls(
            number=words.get("q", "").strip().upper()[:64],
            state=state if state in PassState.values else "",
            pass_type=int(pass_type) if known else 0,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.number or self.state or self.pass_type)


def find_passes(*, search: PassSearch, enterprise_id: int) -> QuerySet[GatePass]:
    """Passes of one enterprise, newest first."""
    return _found(search, GatePass.objects.filter(enterprise_id=enterprise_id))


def find_applications(*, search: PassSearch) -> QuerySet[GatePass]:
    """Passes of everybody for the gate officer, newest first."""
    return _found(search, GatePass.objects.all())


def count_applications() -> int:
    """How many wait for an officer."""
    return GatePass.objects.filter(state=PassState.APPLIED).count()


def pass_of(*, pass_no: str, enterprise_id: int) -> PassView:
    """Raises ``NotFound`` for an unknown number and for one of another enterprise alike."""
    return _one(GatePass.objects.filter(pass_no=pass_no, enterprise_id=enterprise_id))


def enterprise_of_pass(*, pass_no: str) -> int | None:
    """Whose pass it is; None for a pass without a firm, or none of that number."""
    found = GatePass.objects.filter(pass_no=pass_no).values_list("enterprise_id", flat=True)
    return found.first()


def pass_for_officer(*, pass_no: str) -> PassView:
    return _one(GatePass.objects.filter(pass_no=pass_no))


def pass_views(rows: Iterable[GatePass]) -> list[PassView]:
    """Rows of one page as values; trucks' tags are looked up together."""
    kept = list(rows)
    live = {row.plate_no for row in kept if row.state in OPEN_PASS_STATES}
    found = Truck.objects.filter(plate_no__in=live, is_active=True).exclude(tag_id="")
    tags = dict(found.values_list("plate_no", "tag_id")) if live else {}
    return [_view(row, tags.get(row.plate_no, "")) for row in kept]


def trucks_of(*, enterprise_id: int, number: str = "") -> QuerySet[Truck]:
    rows = Truck.objects.filter(enterprise_id=enterprise_id)
    if number:
        rows = rows.filter(Q(plate_no=number) | Q(tag_id=number))
    return rows.order_by("-is_active", "plate_no")


def truck_view(row: Truck) -> TruckView:
    return TruckView(
        plate_no=row.plate_no,
        tag_id=row.tag_id,
        truck_kg=row.truck_kg,
        frame_kg=row.frame_kg,
        positioner_code=row.positioner_code,
        is_active=row.is_active,
        registered_at=row.registered_at,
        retired_at=row.retired_at,
    )


def _found(search: PassSearch, rows: QuerySet[GatePass]) -> QuerySet[GatePass]:
    rows = rows.select_related("enterprise").prefetch_related("documents")
    if search.state:
        rows = rows.filter(state=search.state)
    if search.pass_type:
        rows = rows.filter(pass_type=search.pass_type)
    if search.number:
        rows = rows.filter(
            Q(pass_no=search.number)
            | Q(pre_entry_no=search.number)
            | Q(container_no=search.number)
            | Q(plate_no=search.number)
            | Q(declaration_no=search.number)
            | Q(documents__number=search.number)
        ).distinct()
    return rows.order_by("-id")


def _one(rows: QuerySet[GatePass]) -> PassView:
    row = rows.select_related("enterprise").prefetch_related("documents").first()
    if row is None:
        raise NotFound(field="pass_no")
    return pass_views([row])[0]


def _view(row: GatePass, tag_id: str) -> PassView:
    opens = row.state in (PassState.APPROVED, PassState.PASSED_FIRST)
    return PassView(
        pass_no=row.pass_no,
        pre_entry_no=row.pre_entry_no,
        pass_type=row.pass_type,
        type_label=row.get_pass_type_display(),
        direction=row.direction,
        binding=row.binding,
        binding_label=row.get_binding_display() if row.binding else "",
        linked_kind=row.linked_kind,
        documents=tuple(
            DocumentView(
                kind=one.kind,
                kind_label=one.get_kind_display(),
                number=one.number,
                goods_kg=one.goods_kg,
            )
            for one in row.documents.all()
        ),
        declaration_no=row.declaration_no,
        container_no=row.container_no,
        plate_no=row.plate_no,
        seal_no=row.seal_no,
        two_gates=row.two_gates,
        truck_kg=row.truck_kg,
        frame_kg=row.frame_kg,
        container_kg=row.container_kg,
        goods_kg=row.goods_kg,
        declared_total_kg=row.declared_total_kg,
        state=row.state,
        state_label=row.get_state_display(),
        applied_at=row.applied_at,
        approved_at=row.approved_at,
        first_passed_at=row.first_passed_at,
        valid_until=row.valid_until,
        ended_at=row.ended_at,
        review_reason=row.review_reason,
        enterprise=row.enterprise.name if row.enterprise else "",
        token=token_of(gate_pass=row, tag_id=tag_id) if opens else "",
    )
