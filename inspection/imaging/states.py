"""The life of one scan on the review bench."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class ReviewState(TextChoices):
    QUEUED = "QUEUED", pgettext_lazy("inspection", "Waiting")
    CLAIMED = "CLAIMED", _("Being reviewed")
    JUDGED = "JUDGED", _("Judged, may be taken back")
    CONCLUDED = "CONCLUDED", pgettext_lazy("inspection", "Concluded")


class Because(TextChoices):
    """Why a scan moves without a person's own words."""

    SCANNED = "scanned", _("The gantry sent the scan")
    DRAWN = "drawn", _("Drawn by chance")
    GIVEN_BACK = "GIVEN_BACK", _("Put back unjudged")
    FORGOTTEN = "FORGOTTEN", _("Not judged within its minutes")
    SECOND_OPINION = "SECOND_OPINION", _("A second pair of eyes was asked for")
    SECOND_READING = "SECOND_READING", _("Drawn for another blind reading")
    TAKEN_BACK = "TAKEN_BACK", _("The analyst took the conclusion back in time")


class Verdict(TextChoices):
    CLEAR = "CLEAR", _("No suspicion")
    SUSPECT = "SUSPECT", pgettext_lazy("inspection", "Send to inspection")


class FirstLook(TextChoices):
    """What an analyst said before any advice was shown."""

    MARKED = "MARKED", _("Something marked")
    NOTHING = "NOTHING", _("Nothing seen")


class Certainty(TextChoices):
    """How sure an analyst is of the verdict: with it the detection curve has more than a point."""

    SURE = "SURE", pgettext_lazy("certainty of a verdict", "Sure")
    UNSURE = "UNSURE", pgettext_lazy("certainty of a verdict", "Not sure")


class Thing(TextChoices):
    """What a mark can be of: the classes of the bench."""

    UNKNOWN = "UNKNOWN", pgettext_lazy("class of a mark", "Not said")
    FIREARM = "FIREARM", pgettext_lazy("class of a mark", "Firearm or part")
    BLADE = "BLADE", pgettext_lazy("class of a mark", "Blade")
    EXPLOSIVE = "EXPLOSIVE", pgettext_lazy("class of a mark", "Explosive or detonator")
    DRUGS = "DRUGS", pgettext_lazy("class of a mark", "Dense organic block")
    CIGARETTES = "CIGARETTES", pgettext_lazy("class of a mark", "Cigarettes")
    SHIELDED = "SHIELDED", pgettext_lazy("class of a mark", "Shielded box")
    ANIMAL = "ANIMAL", pgettext_lazy("class of a mark", "Animal or plant")
    WASTE = "WASTE", pgettext_lazy("class of a mark", "Waste")
    UNDECLARED = "UNDECLARED", pgettext_lazy("class of a mark", "Other goods than declared")
    EMPTY_SPACE = "EMPTY_SPACE", pgettext_lazy("class of a mark", "Hidden space")


# What the model calls the things that it marks, in the words of the bench
ADVICE: Mapping[str, str | Promise] = dict(Thing.choices) | {
    "ORGANIC_BLOCK": Thing.DRUGS.label,
    "SHIELDED_BOX": Thing.SHIELDED.label,
    "LIVE_ANIMAL": Thing.ANIMAL.label,
    "AMMUNITION": pgettext_lazy("class of a mark", "Ammunition"),
    "CASH": pgettext_lazy("class of a mark", "Banknotes"),
    "IVORY_HORN": pgettext_lazy("class of a mark", "Ivory or horn"),
    "IVORY": pgettext_lazy("class of a mark", "Ivory or horn"),
    "BOTTLES": pgettext_lazy("class of a mark", "Bottles"),
    "PHONES": pgettext_lazy("class of a mark", "Telephones"),
    "SHEET_EXPLOSIVE": pgettext_lazy("class of a mark", "Sheet of explosive"),
    "POWDER": pgettext_lazy("class of a mark", "Dense powder"),
}

S = ReviewState

REVIEW_FLOW: Flow[ReviewState] = Flow(
    "image review",
    {
        S.QUEUED: {S.CLAIMED, S.CONCLUDED},
        S.CLAIMED: {S.QUEUED, S.JUDGED, S.CONCLUDED},
        S.JUDGED: {S.CLAIMED, S.QUEUED, S.CONCLUDED},
    },
    begins={S.QUEUED},
)
