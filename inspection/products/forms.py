"""What a list of filings is asked for, and the fields of the form."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspection.products.models import ANSWERS
from inspection.products.operations.keep_filing import LONGEST
from inspection.products.queries.lists import NEWEST_FIRST, FilingFilters
from inspection.products.states import FilingState

NARROWING = ("text", "state", "hs_code", "uscc")


def filters_of(given: QueryDict) -> FilingFilters:
    words = {name: given.get(name, "").strip()[:100] for name in NARROWING}
    return FilingFilters(**words, sort=given.get("sort") or NEWEST_FIRST)


def query_of(given: QueryDict) -> str:
    query = given.copy()
    for name in ["page", *(name for name, value in given.items() if not value)]:
        query.pop(name, None)
    return query.urlencode()


def filter_fields(given: QueryDict, *, officer: bool) -> list[dict[str, Any]]:
    states = [one for one in FilingState.choices if not officer or one[0] != FilingState.DRAFT]
    fields: list[dict[str, Any]] = [
        {"name": "text", "label": _("Number, words or model"), "value": given.get("text", ""),
         "wide": True},
        {"name": "state", "label": pgettext("product filing", "State"),
         "value": given.get("state", ""),
         "choices": [("", pgettext("product filing", "Any")), *states]},
        {"name": "hs_code", "label": pgettext("product filing", "Commodity code"),
         "value": given.get("hs_code", "")},
    ]  # fmt: skip
    if officer:
        uscc = {"name": "uscc", "label": _("Firm (USCC)"), "value": given.get("uscc", "")}
        fields.append(uscc)
    return fields


def tokens(given: QueryDict) -> list[dict[str, str]]:
    words = {name: given.get(name, "")[:60] for name in NARROWING}
    words["state"] = str(dict(FilingState.choices).get(words["state"], words["state"]))
    return [{"name": name, "label": label} for name, label in words.items() if label]


def form_fields(answers: Mapping[str, str], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    labels = {
        "name_en": _("Name in English"),
        "name_zh": pgettext("product filing", "Name in Chinese"),
        "model": _("Model or type"),
        "hs_code": pgettext("product filing", "Commodity code"),
        "description_en": _("Description in English"),
        "description_zh": _("Description in Chinese"),
    }
    long = {"description_en", "description_zh"}
    return [
        {
            "name": name,
            "id": f"id_{name}",
            "label": labels[name],
            "value": answers.get(name, ""),
            "error": errors.get(name, ""),
            "type": "textarea" if name in long else "text",
            "rows": 4 if name in long else None,
            "maxlength": LONGEST[name],
            "width": "s6",
            "extra_class": "code" if name in ("hs_code", "model") else "",
            "inputmode": "numeric" if name == "hs_code" else "",
        }
        for name in ANSWERS
    ]
