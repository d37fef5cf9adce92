"""The life of one scan on the review bench."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.flow import Flow


class ReviewState(TextChoices):
    QUEUED = "QUEUED", _("Waiting")
    CLAIMED = "CLAIMED", _("Being reviewed")
    CONCLUDED = "CONCLUDED", _("Concluded")


class Verdict(TextChoices):
    CLEAR = "CLEAR", _("No suspicion")
    SUSPECT = "SUSPECT", _("Send to inspection")


S = ReviewState

REVIEW_FLOW: Flow[ReviewState] = Flow(
    "image review",
    {S.QUEUED: {S.CLAIMED}, S.CLAIMED: {S.QUEUED, S.CONCLUDED}},
)
