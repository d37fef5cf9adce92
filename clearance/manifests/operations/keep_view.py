"""Saved views of the queue of bills: an officer's own names for sets of filters."""

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.manifests.models import SavedBillView
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, NotFound

MOST_VIEWS = 12
LONGEST_QUERY = 600


class BillViewNeedsName(DomainError):
    """A view without a name cannot be found again."""

    code = "bill_view_needs_name"
    http_status = 422
    sentence = gettext_noop("Give this view of the bills a name.")
    remedy_sentence = gettext_noop("For example: reefers of this week.")


class TooManyBillViews(DomainError):
    """More tabs than anyone can read."""

    code = "too_many_bill_views"
    sentence = gettext_noop("You have twelve saved views of the bills already.")
    remedy_sentence = gettext_noop("Delete one that you no longer use.")


@transaction.atomic
def save_view(*, name: str, query: str, by: User) -> None:
    """Save the filters under ``name``; the same name is written over."""
    name = " ".join(name.split())[:60]
    if not name or len(query) > LONGEST_QUERY:
        raise BillViewNeedsName(field="name")
    if SavedBillView.objects.filter(user=by).exclude(name=name).count() >= MOST_VIEWS:
        raise TooManyBillViews(field="name")
    SavedBillView.objects.update_or_create(user=by, name=name, defaults={"query": query})


@transaction.atomic
def delete_view(*, view_id: int, by: User) -> None:
    deleted, _rows = SavedBillView.objects.filter(user=by, pk=view_id).delete()
    if not deleted:
        raise NotFound(field="view")
