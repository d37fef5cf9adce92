"""The lives of a tax bill, a payment order, a refund and a deposit asked back."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class BillState(TextChoices):
    DUE = "DUE", _("To be paid")
    PAYING = "PAYING", _("Payment under way")
    PAID = "PAID", _("Paid")
    NOT_COLLECTED = "NOT_COLLECTED", _("Below the minimum, not collected")
    CANCELLED = "CANCELLED", pgettext_lazy("tax bill", "Cancelled")


class PaymentState(TextChoices):
    ORDERED = "ORDERED", _("Payment ordered")
    ACCEPTED = "ACCEPTED", _("Accepted by the bank")
    PAID = "PAID", _("Paid")
    FAILED = "FAILED", _("Failed")


class RefundState(TextChoices):
    PROPOSED = "PROPOSED", _("Proposed")
    GRANTED = "GRANTED", _("Granted")
    REFUSED = "REFUSED", _("Refund refused")
    PAID = "PAID", _("Paid out")


class ReturnState(TextChoices):
    ASKED = "ASKED", _("Waiting for a decision")
    GRANTED = "GRANTED", _("Granted")
    REFUSED = "REFUSED", _("Request refused")
    TAKEN_BACK = "TAKEN_BACK", _("Request taken back")
    PAID = "PAID", _("Paid out")


BILL_FLOW = Flow(
    "tax bill",
    {
        BillState.DUE: {BillState.PAYING, BillState.CANCELLED},
        BillState.NOT_COLLECTED: {BillState.CANCELLED},
        BillState.PAYING: {BillState.PAID, BillState.DUE},
    },
    begins={BillState.DUE, BillState.NOT_COLLECTED},
)

PAYMENT_FLOW = Flow(
    "payment",
    {
        PaymentState.ORDERED: {PaymentState.ACCEPTED, PaymentState.PAID, PaymentState.FAILED},
        PaymentState.ACCEPTED: {PaymentState.PAID, PaymentState.FAILED},
    },
    begins={PaymentState.ORDERED},
)

REFUND_FLOW = Flow(
    "refund",
    {
        RefundState.PROPOSED: {RefundState.GRANTED, RefundState.REFUSED},
        RefundState.GRANTED: {RefundState.PAID},
    },
    begins={RefundState.PROPOSED},
)

RETURN_FLOW = Flow(
    "deposit return",
    {
        ReturnState.ASKED: {ReturnState.GRANTED, ReturnState.REFUSED, ReturnState.TAKEN_BACK},
        ReturnState.GRANTED: {ReturnState.PAID},
    },
    begins={ReturnState.ASKED},
)
