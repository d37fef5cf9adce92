"""What the list of checks is asked for."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspection.robot.queries import DUE_FIRST, CheckFilters, yards_with_checks
from inspection.robot.states import CheckState

NARROWING = ("text", "state", "yard")
VIEWS = ("waiting", "mismatch", "all")


def filters_of(given: QueryDict) -> CheckFilters:
    words = {name: given.get(name, "").strip()[:100] for name in NARROWING}
    return CheckFilters(**words, view=view_of(given), sort=given.get("sort") or DUE_FIRST)


def view_of(given: QueryDict) -> str:
    view = given.get("view", "")
    return view if view in VIEWS else "all" if given.get("state") else "waiting"


def query_of(given: QueryDict) -> str:
    query = given.copy()
    for name in ["page", *(name for name, value in given.items() if not value)]:
        query.pop(name, None)
    return query.urlencode()


def filter_fields(given: QueryDict) -> list[dict[str, Any]]:
    anything = ("", pgettext("robot check", "Any"))
    return [
        {"name": "text", "label": _("Number of check, order, box or seal"),
         "value": given.get("text", ""), "wide": True},
        {"name": "state", "label": pgettext("robot check", "State"),
         "value": given.get("state", ""), "choices": [anything, *CheckState.choices]},
        {"name": "yard", "label": pgettext("robot check", "Yard"), "value": given.get("yard", ""),
         "choices": [anything, *((code, code) for code in yards_with_checks())]},
    ]  # fmt: skip


def tokens(given: QueryDict) -> list[dict[str, str]]:
    words = {name: given.get(name, "")[:60] for name in NARROWING}
    words["state"] = str(dict(CheckState.choices).get(words["state"], words["state"]))
    return [{"name": name, "label": label} for name, label in words.items() if label]


def columns() -> list[dict[str, Any]]:
    return [
        {"label": pgettext("robot check", "Check"), "sort": "check", "descending_first": True},
        {"label": pgettext("robot check", "State"), "sort": "state"},
        {"label": pgettext("robot check", "Container"), "sort": "container"},
        {"label": pgettext("robot check", "Seal declared")},
        {"label": pgettext("robot check", "Read")},
        {"label": pgettext("robot check", "Place"), "sort": "yard"},
        {"label": pgettext("robot check", "Inspection"), "sort": "order"},
        {"label": pgettext("robot check", "Due or compared"), "sort": "due"},
    ]
