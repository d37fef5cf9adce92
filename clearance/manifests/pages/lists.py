"""What the lists share: the page's number, filters as tokens, cells that no spreadsheet runs."""

from typing import Any

from django.utils.translation import gettext as _

from clearance.manifests.states import BillState, Kind, Mode
from customs_portal.accounts.requests import KnownRequest

MOST_PAGES = 2_000


def page_of(request: KnownRequest) -> int:
    wanted = request.GET.get("page", "1")
    return min(max(int(wanted), 1), MOST_PAGES) if wanted.isdecimal() and len(wanted) < 7 else 1


def tokens(request: KnownRequest, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The active filters, each removable."""
    labels: dict[str, dict[str, Any]] = {
        "mode": dict(Mode.choices),
        "kind": dict(Kind.choices),
        "state": dict(BillState.choices),
        "mark": marks(),
    }
    return [
        {"name": name, "label": str(labels.get(name, {}).get(value, value))}
        for name in names
        if (value := request.GET.get(name))
    ]


def marks() -> dict[str, str]:
    return {
        "locked": _("Locked"),
        "differs": _("Short or over landed"),
        "changing": _("Change asked"),
        "late": _("Lodged late"),
        "dangerous": _("Dangerous goods"),
    }


def kept(request: KnownRequest, *names: str) -> list[tuple[str, str]]:
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def inert(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
