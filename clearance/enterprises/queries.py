"""Questions about mandates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from django.db.models import Q, QuerySet

from clearance.enterprises.facts import Filing
from clearance.enterprises.models import Mandate
from clearance.enterprises.operations.offer_mandate import PURPOSE, signed_by
from clearance.enterprises.rules.terms import covers
from clearance.enterprises.states import MANDATE_FLOW, MandateState
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import StateLine, Wording, state_lines
from customs_portal.kit import seals
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Enterprise


@dataclass(frozen=True, kw_only=True)
class MandateView:
    """One mandate. ``signed`` tells whether both signatures still fit every word of it."""

    mandate_no: str
    principal: str
    principal_uscc: str
    agent: str
    agent_uscc: str
    kind: str
    kind_label: str
    transport_document: str
    supervision_modes: tuple[str, ...]
    imports: bool
    exports: bool
    first_day: date
    last_day: date
    state: str
    state_label: str
    offered_by: str
    offered_at: datetime
    offer_signature: str
    answered_by: str
    answered_at: datetime | None
    acceptance_signature: str
    ended_by: str
    ended_at: datetime | None
    reason: str
    signed: bool
    principal_id: int
    agent_id: int

    def is_over(self, *, on: date) -> bool:
        return self.last_day < on

    def is_in_force(self, *, on: date) -> bool:
        return self.state == MandateState.ACCEPTED and self.first_day <= on <= self.last_day


@dataclass(frozen=True, kw_only=True)
class MandateSearch:
    text: str = ""
    state: str = ""
    sort: str = "-offered_at"

    SORTS: ClassVar[tuple[str, ...]] = ("offered_at", "-offered_at", "last_day", "-last_day")

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            text=words.get("q", "").strip()[:80],
            state=state if state in MandateState.values else "",
            sort=sort if sort in cls.SORTS else "-offered_at",
        )


def mandate_for(*, principal_id: int, agent_id: int, filing: Filing) -> str:
    """The number of a mandate in force that covers the filing; "" when there is none."""
    rows = Mandate.objects.filter(
        principal_id=principal_id,
        agent_id=agent_id,
        state=MandateState.ACCEPTED,
        first_day__lte=filing.on,
        last_day__gte=filing.on,
    ).order_by("last_day", "id")
    for row in rows:
        if covers(
            filing,
            first_day=row.first_day,
            last_day=row.last_day,
            transport_document=row.transport_document,
            supervision_modes=row.supervision_modes,
            imports=row.imports,
            exports=row.exports,
        ):
            return row.mandate_no
    return ""


def find_mandates(*, search: MandateSearch, enterprise_id: int) -> QuerySet[Mandate]:
    """Mandates the firm gave or was given."""
    rows = Mandate.objects.filter(Q(principal_id=enterprise_id) | Q(agent_id=enterprise_id))
    if search.state:
        rows = rows.filter(state=search.state)
    if search.text:
        names = Q()
        for side in ("principal", "agent"):
            names |= Q(**{f"{side}__name_en__icontains": search.text})
            names |= Q(**{f"{side}__name_zh__icontains": search.text})
            names |= Q(**{f"{side}__uscc": search.text.upper()})
        rows = rows.filter(
            names | Q(mandate_no=search.text.upper()) | Q(transport_document=search.text.upper())
        )
    return rows.select_related(
        "principal", "agent", "offered_by", "answered_by", "ended_by"
    ).order_by(search.sort, "-id")


def mandate_of(*, mandate_no: str, enterprise_id: int) -> MandateView:
    """Raises ``NotFound`` for an unknown number and for one of other firms alike."""
    row = find_mandates(search=MandateSearch(), enterprise_id=enterprise_id).filter(
        mandate_no=mandate_no
    )
    found = row.first()
    if found is None:
        raise NotFound(field="mandate_no")
    return mandate_view(found)


def history_of_mandate(*, mandate_no: str, enterprise_id: int) -> tuple[StateLine, ...]:
    """Every state it has had. Raises ``NotFound`` as ``mandate_of`` does."""
    rows = find_mandates(search=MandateSearch(), enterprise_id=enterprise_id)
    key = rows.filter(mandate_no=mandate_no).values_list("pk", flat=True).first()
    if key is None:
        raise NotFound(field="mandate_no")
    wording = Wording(flow=MANDATE_FLOW, states=dict(MandateState.choices))
    return state_lines(wording=wording, subjects={key: mandate_no}, officer=False)


def offers_waiting(*, enterprise_id: int, on: date) -> int:
    """How many offers wait for this agent's answer."""
    return Mandate.objects.filter(
        agent_id=enterprise_id, state=MandateState.OFFERED, last_day__gte=on
    ).count()


def mandate_view(row: Mandate) -> MandateView:
    return MandateView(
        mandate_no=row.mandate_no,
        principal=row.principal.name,
        principal_uscc=str(row.principal.uscc),
        agent=row.agent.name,
        agent_uscc=str(row.agent.uscc),
        kind=row.kind,
        kind_label=row.get_kind_display(),
        transport_document=row.transport_document,
        supervision_modes=tuple(row.supervision_modes),
        imports=row.imports,
        exports=row.exports,
        first_day=row.first_day,
        last_day=row.last_day,
        state=row.state,
        state_label=row.get_state_display(),
        offered_by=_name(row.offered_by, row.principal),
        offered_at=row.offered_at,
        offer_signature=row.offer_signature,
        answered_by=_name(row.answered_by, row.agent),
        answered_at=row.answered_at,
        acceptance_signature=row.acceptance_signature,
        ended_by=_name(row.ended_by, None),
        ended_at=row.ended_at,
        reason=row.reason,
        signed=_is_signed(row),
        principal_id=row.principal_id,
        agent_id=row.agent_id,
    )


def _name(person: User | None, firm: Enterprise | None) -> str:
    if person is None:
        return ""
    name = person.display_name or person.get_username()
    return f"{name}, {firm.name}" if firm is not None else name


def _is_signed(row: Mandate) -> bool:
    offered = seals.is_signed(
        signed_by(row.terms, act="offer", person=row.offered_by, at=row.offered_at),
        signature=row.offer_signature,
        purpose=PURPOSE,
    )
    if not row.acceptance_signature:
        return offered
    assert row.answered_by is not None and row.answered_at is not None
    return offered and seals.is_signed(
        signed_by(row.terms, act="accept", person=row.answered_by, at=row.answered_at),
        signature=row.acceptance_signature,
        purpose=PURPOSE,
    )
