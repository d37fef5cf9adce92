"""Saved views of a person's list."""

from dataclasses import dataclass

from clearance.declarations.models import SavedView
from customs_portal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class SavedViewView:
    view_id: int
    name: str
    query: str


def views_of(*, by: User, audience: str) -> list[SavedViewView]:
    rows = SavedView.objects.filter(user=by, audience=audience).order_by("name")
    return [SavedViewView(view_id=row.pk, name=row.name, query=row.query) for row in rows]
