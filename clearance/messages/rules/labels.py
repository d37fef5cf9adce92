"""What a person calls a field of a message, in both languages."""

import csv
import re
from functools import cache

from django.utils.translation import get_language

from clearance.messages.rules.book import FOLDER

_STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
BESIDE = ("currency", "unit", "format", "language", "list", "scheme", "list_agency")


def label_of(name: str) -> str:
    """``items[2].origins[1].country`` is "Goods item 2 · Origin 1 · Country"."""
    return " · ".join(_step(step) for step in name.split(".") if step)


def _step(step: str) -> str:
    found = _STEP.fullmatch(step)
    if found is None:
        return step
    name, position = found[1], found[2]
    words = _words(name)
    if not words:
        for beside in BESIDE:
            if name.endswith(f"_{beside}") and (of := _words(name.removesuffix(f"_{beside}"))):
                words = f"{of} · {_words(beside)}"
    return " ".join(one for one in (words or name, position) if one)


def _words(name: str) -> str:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return labels().get(name, {}).get(language, "")


@cache
def labels() -> dict[str, dict[str, str]]:
    """Labels by the last word of a field's name, ``en`` and ``zh``."""
    with (FOLDER / "labels.csv").open(newline="", encoding="utf-8") as source:
        return {row["name"]: row for row in csv.DictReader(source)}
