"""The lives of a gate pass (核放单) and of one vehicle's passage through a lane."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.flow import Flow


class PassState(TextChoices):
    APPLIED = "APPLIED", _("Applied")
    APPROVED = "APPROVED", _("Approved")
    PASSED = "PASSED", _("Gone out")
    VOID = "VOID", _("Void")
    EXPIRED = "EXPIRED", _("Expired")


class PassageState(TextChoices):
    AWAITING_VEHICLE = "AWAITING_VEHICLE", _("Waiting for the plate")
    AWAITING_WEIGHT = "AWAITING_WEIGHT", _("Waiting for the weight")
    OPENED = "OPENED", _("Barrier raised")
    REFUSED = "REFUSED", _("Refused")
    PASSED = "PASSED", _("Gone through")


PASS_FLOW = Flow(
    "gate pass",
    {
        PassState.APPLIED: {PassState.APPROVED, PassState.VOID},
        PassState.APPROVED: {PassState.PASSED, PassState.VOID, PassState.EXPIRED},
    },
)

PASSAGE_FLOW = Flow(
    "passage",
    {
        PassageState.AWAITING_VEHICLE: {
            PassageState.AWAITING_WEIGHT,
            PassageState.OPENED,
            PassageState.REFUSED,
        },
        PassageState.AWAITING_WEIGHT: {PassageState.OPENED, PassageState.REFUSED},
        PassageState.REFUSED: {PassageState.OPENED},
        PassageState.OPENED: {PassageState.PASSED},
    },
)
