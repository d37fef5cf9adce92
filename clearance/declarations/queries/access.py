"""Instructions of two-stage access."""

from dataclasses import dataclass
from datetime import datetime

from clearance.declarations.models import AccessInstruction
from clearance.declarations.states import OPEN_ACCESS
from customs_portal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class AccessView:
    kind: str
    kind_label: str
    state: str
    state_label: str
    site: str
    reason: str
    asked_by: str
    asked_at: datetime
    proposed_by: str
    proposed_by_id: int | None
    proposal: str
    ordered_by: str
    ordered_by_id: int | None
    ordered_at: datetime | None
    check_by: datetime | None
    ended_at: datetime | None
    finding: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ACCESS


def accesses_of(*, declaration_no: str) -> list[AccessView]:
    """The last first; the caller has looked who asks."""
    rows = (
        AccessInstruction.objects.filter(declaration__declaration_no=declaration_no)
        .select_related("asked_by", "proposed_by", "ordered_by")
        .order_by("-id")
    )
    return [
        AccessView(
            kind=row.kind,
            kind_label=row.get_kind_display(),
            state=row.state,
            state_label=row.get_state_display(),
            site=row.site,
            reason=row.reason,
            asked_by=_name(row.asked_by),
            asked_at=row.asked_at,
            proposed_by=_name(row.proposed_by),
            proposed_by_id=row.proposed_by_id,
            proposal=row.proposal,
            ordered_by=_name(row.ordered_by),
            ordered_by_id=row.ordered_by_id,
            ordered_at=row.ordered_at,
            check_by=row.check_by,
            ended_at=row.ended_at,
            finding=row.finding,
        )
        for row in rows
    ]


def _name(person: User | None) -> str:
    return (person.display_name or person.get_username()) if person is not None else ""
