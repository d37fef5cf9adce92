"""The life of a product filing (企业产品信息备案)."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class FilingState(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("product filing", "Draft")
    SUBMITTED = "SUBMITTED", pgettext_lazy("product filing", "Waiting for review")
    RETURNED = "RETURNED", pgettext_lazy("product filing", "Returned for change")
    ACCEPTED = "ACCEPTED", pgettext_lazy("product filing", "Accepted")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("product filing", "Withdrawn")
    EXPIRED = "EXPIRED", pgettext_lazy("product filing", "Expired")


class PictureKind(TextChoices):
    PHOTO = "PHOTO", pgettext_lazy("product filing", "Photograph")
    SCAN = "SCAN", pgettext_lazy("product filing", "Scan")


class Because(TextChoices):
    """Why a filing moves without a person's own words."""

    BEGUN = "begun", pgettext_lazy("product filing", "Begun")
    FILED = "filed", pgettext_lazy("product filing", "Filed by the firm")
    CHANGING = "changing", pgettext_lazy("product filing", "Taken up again by the firm")
    TERM = "term", pgettext_lazy("product filing", "Its term was over")


S = FilingState
FILING_FLOW: Flow[FilingState] = Flow(
    "product filing",
    {
        S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
        S.SUBMITTED: {S.ACCEPTED, S.RETURNED, S.WITHDRAWN},
        S.RETURNED: {S.SUBMITTED, S.WITHDRAWN},
        S.ACCEPTED: {S.DRAFT, S.WITHDRAWN, S.EXPIRED},
        S.EXPIRED: {S.DRAFT, S.WITHDRAWN},
    },
    begins={S.DRAFT},
)
OPEN_TO_CHANGE = (S.DRAFT, S.RETURNED)
