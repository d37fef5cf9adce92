"""Saved views of the queue and of the records: a person's own names for sets of filters."""

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, NotFound
from inspection.orders.models import SavedQueueView

MOST_VIEWS = 12
QUEUE, RECORDS = "queue", "records"


class ViewNeedsName(DomainError):
    """A view without a name cannot be found again."""

    code = "view_needs_name"
    http_status = 422
    sentence = gettext_noop("Give this view of the inspections a name.")
    remedy_sentence = gettext_noop("For example: late at yard 2.")


class TooManyViews(DomainError):
    """More tabs than anyone can read."""

    code = "too_many_views"
    sentence = gettext_noop("You have twelve saved views of the inspections already.")
    remedy_sentence = gettext_noop("Delete one that you no longer use.")


@transaction.atomic
def save_queue_view(*, name: str, query: str, by: User, page: str = QUEUE) -> None:
    """Save the filters of ``page`` under ``name``; the same name is written over."""
    name = name.strip()[:60]
    if not name or len(query) > 600:
        raise ViewNeedsName(field="name")
    if SavedQueueView.objects.filter(user=by, page=page).exclude(name=name).count() >= MOST_VIEWS:
        raise TooManyViews(field="name")
    SavedQueueView.objects.update_or_create(
        user=by, page=page, name=name, defaults={"query": query}
    )


@transaction.atomic
def delete_queue_view(*, view_id: int, by: User) -> None:
    deleted, _rows = SavedQueueView.objects.filter(user=by, pk=view_id).delete()
    if not deleted:
        raise NotFound(field="view")
