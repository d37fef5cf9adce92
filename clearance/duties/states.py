"""The lives of a tax bill, a payment order and a refund."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.flow import Flow


class BillState(TextChoices):
    DUE = "DUE", _("To be paid")
    PAYING = "PAYING", _("Payment under way")
    PAID = "PAID", _("Paid")
    NOT_COLLECTED = "NOT_COLLECTED", _("Below the minimum, not collected")


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


BILL_FLOW = Flow(
    "tax bill",
    {
        BillState.DUE: {BillState.PAYING},
        BillState.PAYING: {BillState.PAID, BillState.DUE},
    },
)

PAYMENT_FLOW = Flow(
    "payment",
    {
        PaymentState.ORDERED: {PaymentState.ACCEPTED, PaymentState.PAID, PaymentState.FAILED},
        PaymentState.ACCEPTED: {PaymentState.PAID, PaymentState.FAILED},
    },
)

REFUND_FLOW = Flow(
    "refund",
    {
        RefundState.PROPOSED: {RefundState.GRANTED, RefundState.REFUSED},
        RefundState.GRANTED: {RefundState.PAID},
    },
)
