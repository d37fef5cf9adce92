"""The reader's words of the bench and the room."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from inspection.imaging.states import Thing, Verdict
from risk.statistics import Share

VERDICTS: Mapping[str, str | Promise] = dict(Verdict.choices)
GROUPINGS: dict[str, str | Promise] = {
    "rule": gettext_lazy("Rule"),
    "method": gettext_lazy("Method of inspection"),
    "analyst": gettext_lazy("Analyst"),
    "scanner": gettext_lazy("Scanner"),
}
NOBODY: dict[str, str | Promise] = {
    "rule": gettext_lazy("No rule named"),
    "method": gettext_lazy("No method"),
    "analyst": gettext_lazy("No analyst pointed at it"),
    "scanner": gettext_lazy("Never scanned"),
}


def thing_choices() -> list[list[str]]:
    return [[value, str(label)] for value, label in Thing.choices]


def things_in(truth: Iterable[Mapping[str, Any]]) -> str:
    """What a test image held, in words."""
    labels: dict[str, Any] = dict(Thing.choices)
    found = [str(labels.get(one.get("kind", ""), one.get("kind", ""))) for one in truth]
    return ", ".join(found) or pgettext("content of a test image", "nothing suspicious")


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f} %"


def bounds(share: Share) -> str:
    """``12.3 – 45.6 %``, or nothing where nothing is known."""
    if share.low is None or share.high is None:
        return ""
    return f"{share.low * 100:.1f} – {share.high * 100:.1f} %"


def counted(share: Share) -> str:
    """Numerator and denominator: ``3 / 12``."""
    return f"{share.part} / {share.of}"


def bench_words() -> dict[str, str]:
    return {
        "zoom": pgettext("inspection", "Zoom"),
        "edge_on": _("edge on"),
        "edge_off": _("edge off"),
        "inverted": pgettext("inspection", "inverted"),
        "normal": pgettext("inspection", "normal"),
        "render": pgettext("inspection", "render"),
        "transmission": pgettext("inspection", "transmission"),
        "thick": _("not penetrated"),
        "no_estimate": _("no estimate"),
        "mark": pgettext("inspection", "Mark"),
        "note_of_mark": _("Note on mark"),
        "class_of_mark": _("Class of mark"),
        "remove_mark": _("Remove mark"),
        "no_marks": _("No marks yet. Press N, or drag on the scan with the Draw tool."),
        "mark_added": _("Mark added"),
        "mark_removed": _("Mark removed"),
        "drawing": _("Arrows move the mark, Shift and arrows size it, Enter keeps it."),
        "corners": _("Space or a click sets a corner, Enter closes the shape, Escape drops it."),
        "measuring": _("Space sets one end, arrows move the other, Escape ends the measure."),
        "length": _("{mm} mm at {spacing} mm a pixel"),
        "reason_needed": _("Say what looks suspicious before you send the box to inspection."),
        "reason_for_marks": _("You marked something. Say why it is no suspicion."),
        "sending": pgettext("inspection", "Sending"),
        "no_scan": _("The scan could not be loaded. Load the page again or give it back."),
        "connection_lost": _("Connection lost. Your decision was not sent. Try again."),
        "waiting": _("{waiting} waiting, {for_me} for you"),
        "lost": _("Connection lost. Queue count from {time}. Trying again"),
        "saved": _("Saved at {time}"),
        "not_saved": _("Not saved yet. Trying again"),
        "layout_saved": _("Arrangement saved for these goods"),
        "no_advice": _("No advice: {why}."),
        "advice_nothing": _("The model marks nothing."),
        "advice_by": _("{model}, confidence calibrated"),
        "goods": _("Recognised: {goods}"),
        "goods_unknown": _("The model cannot tell the goods."),
        "matches": _("The goods look as declared."),
        "differs": _("The goods do not look as declared."),
        "empty": _("The box looks empty."),
        "odd": _("? · One part does not look like the rest of its load"),
        "compared": _("Beside: {box}"),
        "nothing_beside": _("Nothing to lay beside this scan."),
        "in_step": _("In step with the bench"),
        "alone": _("The bench shows no scan now"),
        "left": pgettext("seconds to take a conclusion back", "{seconds} s"),
    }
