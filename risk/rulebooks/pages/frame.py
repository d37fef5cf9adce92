"""What the pages of books, rules and switches have in common."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit.errors import DomainError

READERS = (Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES, Duty.READ_JOURNAL)
PAGE_ROWS = 50


def listed(
    request: KnownRequest,
    found: "QuerySet[Any] | Sequence[Any]",
    *,
    each: Callable[[Any], Any] | None = None,
    sort: str,
    columns: list[dict[str, Any]],
    filters: list[dict[str, Any]],
) -> dict[str, Any]:
    """One page of a list with its columns, filters and the address of its file."""
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": [each(one) for one in page] if each else page.object_list,
        "sort": sort,
        "columns": columns,
        "filters": filters,
        "filtered": any(one["value"] for one in filters),
        "export_url": _export(request),
    }


def by_words(label: str, value: str, *, wide: bool = False) -> dict[str, Any]:
    return {"name": "q", "label": label, "value": value, "wide": wide}


def by_state(value: str, choices: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    choices = [("", _("All")), *choices]
    return {"name": "state", "label": _("State"), "value": value, "choices": choices}


def drawn(
    request: KnownRequest, template: str, context: dict[str, Any], *, refused: object = None
) -> HttpResponse:
    """The page; 422 where what was sent was refused."""
    return render(request, template, context, status=422 if refused else 200)


def refusal_of(act: Callable[[], Any], *kinds: type[DomainError]) -> DomainError | None:
    """What speaks against the act; None when it was done."""
    try:
        act()
    except kinds as refused:
        return refused
    return None


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _export(request: KnownRequest) -> str:
    query = request.GET.copy()
    query["export"] = "csv"
    query.pop("page", None)
    return f"?{query.urlencode()}"
