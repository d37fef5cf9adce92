"""What the sources and the changes of a judgement are called, on the page and on paper."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customs_portal.registry.law import current_pack
from risk.assessments.pages.lists import FACTS, grade_words
from risk.rules.nearest import Change

KINDS = {
    "S": gettext_lazy("Rule of the book"),
    "D": gettext_lazy("Rule written as data"),
    "T": gettext_lazy("Control order"),
    "M": gettext_lazy("Learned model"),
    "X": gettext_lazy("Source that failed"),
}


def kind_words(rule: str) -> str:
    """What sort of source has that number."""
    return _("The lot") if rule == "S-900" else str(KINDS.get(rule[:1], ""))


def laws_named(law: str) -> list[str]:
    """Keys of the law pack, one by one; an article in a writer's own words stays whole."""
    parts = [key for one in law.split(",") if (key := one.strip())]
    return parts if set(parts) <= set(current_pack().keys) else [law.strip()]


def change_words(one: Change) -> dict[str, str]:
    """A fact by its name, as it was and as it would have to be."""
    if one.field == "hit":
        return {
            "label": _("Without the source %(rule)s") % {"rule": one.before},
            "before": one.before,
            "after": _("silent"),
        }
    label = FACTS.get(one.field, _("Origin of the goods") if one.field == "origin" else one.field)
    before, after = one.before, one.after
    if one.field == "grade":
        before, after = grade_words(before), grade_words(after)
    elif {before, after} == {"yes", "no"}:
        before, after = _(before), _(after)
    return {"label": str(label), "before": before, "after": after}
