"""One declaration in full, as its enterprise or an officer sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from clearance.declarations.facts import Mismatch
from clearance.declarations.models import Declaration, DeclarationContainer, DeclarationItem
from clearance.declarations.operations.ask_claims import exemption_label
from clearance.declarations.operations.store_filed import Filed
from clearance.declarations.queries.claims import claim_words
from clearance.declarations.queries.explanations import (
    answer_words,
    element_label,
    label_of,
    way_in_words,
)
from clearance.declarations.rules.documents import WHOLE
from clearance.declarations.states import (
    ENDED,
    DeclarationState,
    Light,
    Procedure,
    TransportMode,
    free_to_use,
    letter_of,
    may_leave_port,
    receipt_name,
)
from customs_portal.accounts.models import User
from customs_portal.registry.models import Enterprise
from customs_portal.registry.queries import countries_of
from risk.assessments.queries import AssessmentView, assessment_of

SAYS_WHY = ENDED | {DeclarationState.RETURNED}


@dataclass(frozen=True, kw_only=True)
class ItemView:
    position: int
    hs_code: str
    name: str
    specification: str
    quantity: Decimal | None
    unit: str
    value: Decimal
    currency: str
    value_cny: Decimal
    origin: str
    net_weight_kg: Decimal | None
    elements: dict[str, str]
    destination: str
    claims: dict[str, str]

    @property
    def element_words(self) -> list[tuple[str, str]]:
        """Label and answer of each element, in the reader's language."""
        return [(element_label(key), value) for key, value in self.elements.items()]

    @property
    def claim_words(self) -> list[tuple[str, str]]:
        """Label and answer of each claim, in the reader's language."""
        return claim_words(self.claims)


@dataclass(frozen=True, kw_only=True)
class ContainerView:
    container_no: str
    place_code: str
    order_no: str
    seen_at: datetime | None
    released_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeclarationView:
    """A declaration as stored; labels are in the reader's language."""

    declaration_no: str
    state: str
    state_label: str
    letter: str
    receipt: str
    office_code: str
    office: str
    enterprise: str
    enterprise_id: int
    uscc: str
    grade: str
    source: str
    procedure: str
    direction: str
    head: dict[str, str]
    absent: tuple[str, ...]
    transport_document: str
    transport_mode: str
    transport_mode_label: str
    vessel: str
    voyage: str
    supervision_mode: str
    departure_country: str
    involves_licence: bool
    involves_inspection: bool
    involves_tax: bool
    gross_weight_kg: Decimal | None
    pieces: int | None
    value_cny: Decimal
    extras: dict[str, str]
    guarantee_no: str
    manifest_no: str
    mismatches: tuple[Mismatch, ...]
    score: int | None
    order_no: str
    bill_no: str
    accepted_at: datetime
    decided_at: datetime | None
    released_at: datetime | None
    picked_up_at: datetime | None
    complete_by: datetime
    completed_at: datetime | None
    days_late: int
    late_exemption: str
    late_exemption_reason: str
    closed_at: datetime | None
    review_by: datetime | None
    claimed_by: str
    claimed_by_id: int | None
    release_proposed_by: str
    release_reason: str
    doubted_by: str
    doubt: str
    return_reason: str
    detention_kind: str
    may_leave_port: Light
    free_to_use: Light
    items: tuple[ItemView, ...]
    complete_items: tuple[ItemView, ...]
    containers: tuple[ContainerView, ...]

    @property
    def way(self) -> str:
        """Procedure and direction in the reader's words."""
        return way_in_words(self.procedure, self.direction)

    @property
    def head_words(self) -> list[tuple[str, str]]:
        """Label and answer of what only a declaration in one step says, in its order."""
        return [
            (label_of(name), answer_words(name, self.head[name]))
            for name in WHOLE
            if self.head.get(name)
        ]

    def country_names(self) -> dict[str, str]:
        """Every country that the declaration names, in the reader's language; one question."""
        codes = {self.departure_country, *(one.origin for one in self.items)}
        codes |= {one.destination for one in self.complete_items}
        codes |= {self.head.get(name, "") for name in ("trade_country", "destination_country")}
        return {one.code: one.name for one in countries_of(codes - {""})}

    @property
    def container_nos(self) -> tuple[str, ...]:
        return tuple(one.container_no for one in self.containers)

    @property
    def late_exemption_label(self) -> str:
        return exemption_label(self.late_exemption)

    @property
    def decision(self) -> str:
        """CLEARED_TO_LEAVE, HELD, or "" while nothing is decided or the verdict is kept back."""
        if self.decided_at is None or self.state in {"TAX_DUE", "IN_RE_REVIEW"}:
            return ""
        held = self.state in {"HELD", "IN_INSPECTION", "DETAINED"} or self.order_no
        return "HELD" if held else "CLEARED_TO_LEAVE"


def declaration_of(*, declaration_no: str, by: User) -> DeclarationView | None:
    """The declaration if it is the person's enterprise's own or filed by it as agent."""
    if by.enterprise is None:
        return None
    rows = Declaration.objects.filter(visible_to(by.enterprise), declaration_no=declaration_no)
    return _first(rows)


def declaration_for_officer(*, declaration_no: str) -> DeclarationView | None:
    return _first(Declaration.objects.filter(declaration_no=declaration_no))


def assessment_for(*, declaration_no: str) -> AssessmentView | None:
    """The latest judgement in full; ``for_enterprise()`` gives the part a firm may see."""
    return assessment_of(subject_reference=declaration_no)


def visible_to(enterprise: Enterprise) -> Q:
    own = Q(enterprise=enterprise)
    if enterprise.kind == Enterprise.Kind.AGENT:
        return own | Q(filed_by__enterprise=enterprise)
    return own


def _first(rows: QuerySet[Declaration]) -> DeclarationView | None:
    row = (
        rows.select_related(
            "enterprise", "office", "claimed_by", "release_proposed_by", "doubted_by"
        )
        .prefetch_related("items", "containers", "accesses")
        .first()
    )
    return None if row is None else view_of(row)


def filed_view(*, filed: Filed) -> DeclarationView:
    """A declaration just filed, as its tables say, without asking them again."""
    return _view(filed.declaration, filed.items, filed.containers, checks=set())


def view_of(row: Declaration) -> DeclarationView:
    return _view(
        row, row.items.all(), row.containers.all(), checks={one.state for one in row.accesses.all()}
    )


def _view(
    row: Declaration,
    lines: Iterable[DeclarationItem],
    containers: Iterable[DeclarationContainer],
    *,
    checks: set[str],
) -> DeclarationView:
    items = sorted(lines, key=lambda one: one.position)
    complete_step = 1 if row.procedure == Procedure.ONE_STEP else 2
    letter = letter_of(row.state, procedure=row.procedure, detention_kind=row.detention_kind)
    return DeclarationView(
        declaration_no=row.declaration_no,
        state=row.state,
        state_label=str(DeclarationState(row.state).label),
        letter=letter,
        receipt=receipt_name(letter),
        office_code=row.office.code,
        office=row.office.name,
        enterprise=row.enterprise.name,
        enterprise_id=row.enterprise_id,
        uscc=row.enterprise.uscc or "",
        grade=row.grade,
        source=row.source,
        procedure=row.procedure,
        direction=row.direction,
        head=row.head,
        absent=tuple(row.absent),
        transport_document=row.transport_document,
        transport_mode=row.transport_mode,
        transport_mode_label=str(TransportMode(row.transport_mode).label),
        vessel=row.vessel,
        voyage=row.voyage,
        supervision_mode=row.supervision_mode,
        departure_country=row.departure_country_id,
        involves_licence=row.involves_licence,
        involves_inspection=row.involves_inspection,
        involves_tax=row.involves_tax,
        gross_weight_kg=_plain(row.gross_weight_kg),
        pieces=row.pieces,
        value_cny=row.value_cny,
        extras=row.extras,
        guarantee_no=row.guarantee_no,
        manifest_no=row.manifest_no,
        mismatches=tuple(Mismatch(**one) for one in row.mismatches),
        score=row.risk_score,
        order_no=row.order_no,
        bill_no=row.bill_no,
        accepted_at=row.accepted_at,
        decided_at=row.decided_at,
        released_at=row.released_at,
        picked_up_at=row.picked_up_at,
        complete_by=row.complete_by,
        completed_at=row.completed_at,
        days_late=row.days_late,
        late_exemption=row.late_exemption,
        late_exemption_reason=row.late_exemption_reason,
        closed_at=row.closed_at,
        review_by=row.review_by,
        claimed_by=row.claimed_by.display_name or row.claimed_by.username if row.claimed_by else "",
        claimed_by_id=row.claimed_by_id,
        release_proposed_by=row.release_proposed_by.username if row.release_proposed_by else "",
        release_reason=row.release_reason,
        doubted_by=row.doubted_by.username if row.doubted_by else "",
        doubt=row.hold_reason if row.state == DeclarationState.IN_RE_REVIEW else "",
        detention_kind=row.detention_kind,
        return_reason=row.hold_reason if row.state in SAYS_WHY else "",
        may_leave_port=may_leave_port(row.state),
        free_to_use=free_to_use(row.state, checks=checks),
        items=tuple(_item(one) for one in items if one.step == 1),
        complete_items=tuple(_item(one) for one in items if one.step == complete_step),
        containers=tuple(
            ContainerView(
                container_no=one.container_no,
                place_code=one.place_code,
                order_no=one.order_no,
                seen_at=one.seen_at,
                released_at=one.released_at,
                left_at=one.left_at,
            )
            for one in sorted(containers, key=_by_id)
        ),
    )


def _by_id(row: object) -> int:
    return int(row.pk)  # type: ignore[attr-defined]


def _plain(number: Decimal | None) -> Decimal | None:
    """Without the zeros that only the column's scale adds: 8640, not 8640.00000."""
    if number is None:
        return None
    short = number.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _item(row: object) -> ItemView:
    names = ItemView.__dataclass_fields__
    values = {name: getattr(row, name) for name in names if name != "origin"}
    for name in ("quantity", "net_weight_kg"):
        values[name] = _plain(values[name])
    return ItemView(**values, origin=row.origin_id)  # type: ignore[attr-defined]
