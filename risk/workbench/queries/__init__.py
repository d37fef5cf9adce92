"""What an analyst has kept."""

from dataclasses import dataclass

from django.db.models import Q

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from risk.workbench.models import SavedQuery

READERS = (Duty.JUDGE_RISK, Duty.READ_JOURNAL)


@dataclass(frozen=True, kw_only=True)
class QueryView:
    query_id: int
    name: str
    page: str
    query: str
    shared: bool
    own: bool
    owner: str


def queries_of(*, by: User) -> list[QueryView]:
    """One's own queries and what others share, by name."""
    rows = SavedQuery.objects.filter(Q(owner=by) | Q(shared=True)).select_related("owner")
    return [
        QueryView(
            query_id=row.pk,
            name=row.name,
            page=row.page,
            query=row.query,
            shared=row.shared,
            own=row.owner_id == by.pk,
            owner=row.owner.display_name or row.owner.username,
        )
        for row in rows.order_by("name", "pk")
    ]
