"""Saved views: a person's own names for sets of filters."""

from django.db import transaction
from django.utils.translation import gettext as _

from clearance.declarations.models import SavedView
from customs_portal.accounts.models import User
from customs_portal.kit.errors import Fault, NotFound

MOST_VIEWS = 12


@transaction.atomic
def save_view(*, by: User, audience: str, name: str, query: str) -> SavedView:
    """Save the filters under ``name``; the same name is written over."""
    name = name.strip()[:60]
    if not name or len(query) > 600:
        raise Fault(
            _("Give the view a name."),
            field="name",
            rule="required",
            remedy=_("For example: AEO green lane."),
        )
    views = SavedView.objects.filter(user=by, audience=audience)
    if views.exclude(name=name).count() >= MOST_VIEWS:
        raise Fault(
            _("You have twelve saved views already."),
            field="name",
            rule="views.too_many",
            remedy=_("Delete one you no longer use."),
        )
    view, _created = SavedView.objects.update_or_create(
        user=by, audience=audience, name=name, defaults={"query": query}
    )
    return view


@transaction.atomic
def delete_view(*, by: User, audience: str, view_id: int) -> None:
    deleted, _rows = SavedView.objects.filter(user=by, audience=audience, pk=view_id).delete()
    if not deleted:
        raise NotFound(field="view")
