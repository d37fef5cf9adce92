"""The life of one scan on the review bench."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class ReviewState(TextChoices):
    QUEUED = "QUEUED", pgettext_lazy("inspection", "Waiting")
    CLAIMED = "CLAIMED", _("Being reviewed")
    CONCLUDED = "CONCLUDED", pgettext_lazy("inspection", "Concluded")


class Verdict(TextChoices):
    CLEAR = "CLEAR", _("No suspicion")
    SUSPECT = "SUSPECT", pgettext_lazy("inspection", "Send to inspection")


S = ReviewState

REVIEW_FLOW: Flow[ReviewState] = Flow(
    "image review",
    {S.QUEUED: {S.CLAIMED}, S.CLAIMED: {S.QUEUED, S.CONCLUDED}},
)
