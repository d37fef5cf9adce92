"""Why an enterprise's goods are looked at: what it may know of it, and what it can do.

The same words stand whatever else has spoken: nothing here tells whether there is more.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.declarations.queries import DeclarationView
from clearance.declarations.states import DeclarationState
from risk.assessments.queries import AssessmentView

S = DeclarationState
LOOKED_AT = frozenset({S.IN_RE_REVIEW, S.HELD, S.IN_INSPECTION})
_REMEDIES: dict[str, str | Promise] = {
    "S-101": _("Restore your credit: mend what was found and ask for a new grade."),
    "S-103": _("Nothing to do: this counts in your favour."),
    "S-201": _("Compare the weight; amend it, or have the carrier amend the manifest."),
    "S-202": _("Count the pieces; amend them, or have the carrier amend the manifest."),
    "S-206": _("Ask for an amendment with the licence's number, or say why none is needed."),
    "S-207": _("Ask for an amendment: these goods need statutory inspection."),
    "S-900": _("Nothing to do: a lot accuses nobody."),
}
_OTHERWISE = _("Compare it with your papers; ask for an amendment if it is wrong.")


def why_looked_at(
    view: DeclarationView, judged: AssessmentView | None, *, chinese: bool
) -> dict[str, Any] | None:
    """None unless the goods wait for an officer or for an inspection."""
    if judged is None or view.state not in LOOKED_AT:
        return None
    if view.state == S.IN_RE_REVIEW and view.doubted_by:
        return None  # the judgement let them go; an officer doubts it
    return {
        "documents": view.state == S.IN_RE_REVIEW,
        "reasons": [
            {
                "rule": hit.rule,
                "reason": hit.reason_zh if chinese else hit.reason_en,
                "remedy": _REMEDIES.get(hit.rule, _OTHERWISE),
            }
            for hit in judged.for_enterprise().hits
        ]
        if judged.channel != "RELEASE"
        else [],
    }
