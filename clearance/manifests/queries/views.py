"""An officer's saved views of the queue of bills."""

from dataclasses import dataclass

from clearance.manifests.models import SavedBillView
from customs_portal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class BillView:
    view_id: int
    name: str
    query: str


def views_of(*, by: User) -> list[BillView]:
    rows = SavedBillView.objects.filter(user=by).order_by("name")
    return [BillView(view_id=row.pk, name=row.name, query=row.query) for row in rows]
