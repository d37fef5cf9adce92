"""Keeping a question to the cases, for oneself or for all analysts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from risk.workbench.models import SavedQuery

MOST_QUERIES = 40
PAGES = ("start", "network", "series", "firm", "similar")
LONGEST_NAME, LONGEST_QUERY = 60, 600


class QueryNeedsName(DomainError):
    """A question without a name cannot be found again."""

    code = "workbench_query_needs_a_name"
    http_status = 422
    sentence = gettext_noop("Give this question of the workbench a name.")
    remedy_sentence = gettext_noop("For example: sellers of chapter 22 since June.")


class TooManyQueries(DomainError):
    """More than anybody finds again."""

    code = "workbench_too_many_queries"
    sentence = gettext_noop("You have kept forty questions already.")
    remedy_sentence = gettext_noop("Delete one that you no longer ask.")


@transaction.atomic
def keep_query(*, name: str, page: str, query: str, shared: bool, by: User, now: datetime) -> int:
    """Keep it under ``name``; the same name on the same page is written over.

    Raises ``NotPermitted``, ``QueryNeedsName``, ``TooManyQueries`` or, for a page that does not
    exist, ``NotFound``.
    """
    if not by.holds(Duty.JUDGE_RISK):
        raise NotPermitted(duty=Duty.JUDGE_RISK)
    name = name.strip()[:LONGEST_NAME]
    if not name or len(query) > LONGEST_QUERY:
        raise QueryNeedsName(field="name")
    if page not in PAGES:
        raise NotFound(field="page")
    others = SavedQuery.objects.filter(owner=by).exclude(name=name, page=page)
    if others.count() >= MOST_QUERIES:
        raise TooManyQueries(field="name")
    kept, _new = SavedQuery.objects.update_or_create(
        owner=by,
        name=name,
        page=page,
        defaults={"query": query, "shared": shared, "saved_at": now},
    )
    return kept.pk


@transaction.atomic
def delete_query(*, query_id: int, by: User) -> None:
    """Only one's own. Raises ``NotFound``."""
    deleted, _rows = SavedQuery.objects.filter(pk=query_id, owner=by).delete()
    if not deleted:
        raise NotFound(field="query_id")
