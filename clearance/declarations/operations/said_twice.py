"""What is wrong, kept in both languages, so that whoever reads it later reads his own."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import override

from customs_portal.kit.errors import DomainError, Faults

LANGUAGES = {"en": "en", "zh": "zh-hans"}


def one_by_one(error: DomainError) -> list[DomainError]:
    return [*error.faults] if isinstance(error, Faults) else [error]


def said_twice(ask: Callable[[], Iterable[DomainError]]) -> list[dict[str, Any]]:
    """Asks once a language; ``ask`` must find the same things in the same order each time."""
    found: dict[str, list[DomainError]] = {}
    for short, language in LANGUAGES.items():
        with override(language):
            found[short] = list(ask())
    return [
        as_stored(english=english, chinese=chinese)
        for english, chinese in zip(*found.values(), strict=True)
    ]


def as_stored(*, english: DomainError, chinese: DomainError) -> dict[str, Any]:
    return {
        "field": english.field,
        "rule": english.rule,
        "en": {"message": english.message, "remedy": english.remedy},
        "zh": {"message": chinese.message, "remedy": chinese.remedy},
    }
