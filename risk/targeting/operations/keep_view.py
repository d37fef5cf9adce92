"""Saved views of the control orders: a person's own names for sets of filters."""

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, NotFound
from risk.targeting.models import SavedOrderView

MOST_VIEWS = 12


class OrderViewNeedsName(DomainError):
    """A view without a name cannot be found again."""

    code = "order_view_needs_name"
    http_status = 422
    sentence = gettext_noop("Give this view of the control orders a name.")
    remedy_sentence = gettext_noop("For example: my orders that end this week.")


class TooManyOrderViews(DomainError):
    """More tabs than anyone can read."""

    code = "too_many_order_views"
    sentence = gettext_noop("You have twelve saved views of the control orders already.")
    remedy_sentence = gettext_noop("Delete one of them first.")


@transaction.atomic
def save_order_view(*, name: str, query: str, by: User) -> None:
    """Save the filters under ``name``; the same name is written over."""
    name = name.strip()[:60]
    if not name or len(query) > 600:
        raise OrderViewNeedsName(field="name")
    if SavedOrderView.objects.filter(user=by).exclude(name=name).count() >= MOST_VIEWS:
        raise TooManyOrderViews(field="name")
    SavedOrderView.objects.update_or_create(user=by, name=name, defaults={"query": query})


@transaction.atomic
def delete_order_view(*, view_id: int, by: User) -> None:
    deleted, _rows = SavedOrderView.objects.filter(user=by, pk=view_id).delete()
    if not deleted:
        raise NotFound(field="view")
