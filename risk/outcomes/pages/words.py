"""The reader's words for the keys of the reports."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.registry.models import CreditGrade
from risk.outcomes.queries.monitoring import CHANGED, STEADY, WATCH
from risk.outcomes.states import FALSE_POSITIVE, WITHDRAWN, Looked
from risk.statistics import Share

GROUPINGS: dict[str, str | Promise] = {
    "rule": _("Rule or source"),
    "channel": _("Channel"),
    "model": _("Learned model"),
    "month": _("Month"),
}
CHANNELS: dict[str, str | Promise] = {
    "RELEASE": pgettext_lazy("risk channel", "Release"),
    "DOCUMENTS": pgettext_lazy("risk channel", "Document check"),
    "SCAN": pgettext_lazy("risk channel", "Scan"),
    "OPEN": pgettext_lazy("risk channel", "Open"),
}
SIZES: dict[str, str | Promise] = {
    "SMALL": _("Small firms"),
    "MEDIUM": _("Medium firms"),
    "LARGE": _("Large firms"),
}
FACTS: dict[str, str | Promise] = {
    "value": _("Value of the consignment"),
    "weight": _("Declared gross weight"),
    "value_per_kg": _("Value per kilogram"),
    "declared_before": _("Declarations of the firm in 90 days"),
    "score": _("Risk score"),
    "grade": pgettext_lazy("fact of a case", "Credit grade"),
    "origin": pgettext_lazy("fact of a case", "Country of origin"),
    "departure": pgettext_lazy("fact of a case", "Country of departure"),
    "chapter": _("Chapter of the goods"),
    "mode": pgettext_lazy("fact of a case", "Mode of transport"),
    "direction": _("Import or export"),
}
LEVELS: dict[str, tuple[str, str | Promise]] = {
    STEADY: ("ok", pgettext_lazy("drift", "Steady")),
    WATCH: ("minor", pgettext_lazy("drift", "Watch")),
    CHANGED: ("major", pgettext_lazy("drift", "Changed")),
}
KINDS: dict[str, str | Promise] = {
    "FAULT": _("Fault, not named further"),
    "RETURNED": _("Returned to be mended"),
    FALSE_POSITIVE: _("Stopped for nothing"),
    WITHDRAWN: pgettext_lazy("outcome", "Taken back"),
}


def word_of(grouping: str, key: str) -> str:
    """What a group is called; rules, models, months and countries are their own names."""
    if grouping == "channel":
        return str(CHANNELS.get(key, key))
    if grouping == "size":
        return str(SIZES.get(key, key))
    if grouping == "grade":
        return grade_word(key)
    if grouping == "looked":
        return str(dict(Looked.choices).get(key, key))
    if grouping == "model" and not key:
        return str(_("No model spoke"))
    return key or "–"


def grade_word(key: str) -> str:
    if key in CreditGrade.Grade.values:
        return str(CreditGrade.Grade(key).label)
    return str(_("No grade known"))


def percent(value: float | None, *, digits: int = 1) -> str:
    return "–" if value is None else f"{value * 100:.{digits}f} %"


def bounds(share: Share) -> str:
    """``12.3 – 45.6 %``, or nothing where nothing is known."""
    if share.low is None or share.high is None:
        return ""
    return f"{share.low * 100:.1f} – {share.high * 100:.1f} %"
