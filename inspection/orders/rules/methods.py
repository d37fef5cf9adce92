"""Method codes of three characters: who looks, with what, how deeply (查验方式)."""

from datetime import date

from django.utils.translation import gettext_noop

from customs_portal.kit.errors import DomainError
from customs_portal.registry.law.pack import ask


class UnknownMethod(DomainError):
    """The method code has a character that the table of that day does not know."""

    code = "unknown_method"
    http_status = 422
    sentence = gettext_noop("This is not a method code of inspections.")
    remedy_sentence = gettext_noop("Use three characters, for example 2JB or 1JA.")


def checked_method(*, method: str, on: date) -> str:
    """The code itself when each character stands in the table of that day, the default for ""."""
    if not method:
        return str(ask("inspection.default_method", on=on).value)
    tables = [ask(f"inspection.method_{place}", on=on) for place in ("first", "second", "third")]
    if len(method) != len(tables) or any(
        sign not in table.value for sign, table in zip(method, tables, strict=True)
    ):
        raise UnknownMethod(field="method", method=method)
    return method


def scans(method: str) -> bool:
    return method[0] in "23"


def must_be_opened(method: str) -> bool:
    """Even a clear scan does not spare this box."""
    return method[0] in "13"
