"""What guarantees and tax bills tell the house."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class GuaranteeReserved(Event):
    name = "clearance.guarantee-reserved"
    subject_fields = ("guarantee_no", "declaration_no")

    guarantee_no: str
    declaration_no: str
    amount_cny: Decimal
    left_cny: Decimal
    reserved_at: datetime


@dataclass(frozen=True, kw_only=True)
class GuaranteeFreed(Event):
    name = "clearance.guarantee-freed"
    subject_fields = ("guarantee_no", "declaration_no")

    guarantee_no: str
    declaration_no: str
    amount_cny: Decimal
    freed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaxBilled(Event):
    name = "clearance.tax-billed"
    subject_fields = ("bill_no", "declaration_no")

    bill_no: str
    declaration_no: str
    total_cny: Decimal
    billed_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentOrdered(Event):
    name = "clearance.payment-ordered"
    subject_fields = ("bill_no", "payment_no")

    bill_no: str
    payment_no: str
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaxPaid(Event):
    """The bank's signed receipt wrote the bill off."""

    name = "clearance.tax-paid"
    subject_fields = ("bill_no", "declaration_no", "payment_no")

    bill_no: str
    declaration_no: str
    payment_no: str
    total_cny: Decimal
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class BankCallbackRefused(Event):
    """A callback was unsigned, replayed or did not fit the bill."""

    name = "clearance.bank-callback-refused"
    subject_fields = ("bill_no", "payment_no")

    bill_no: str
    payment_no: str
    rule: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    """The bank refused or never took the order; the bill is due again."""

    name = "clearance.payment-failed"
    subject_fields = ("bill_no", "payment_no")

    bill_no: str
    payment_no: str
    reason: str
    failed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaxNotCollected(Event):
    """The bill stays below the collection minimum: nothing is owed, as good as paid."""

    name = "clearance.tax-not-collected"
    subject_fields = ("bill_no", "declaration_no")

    bill_no: str
    declaration_no: str
    total_cny: Decimal
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PayByConfirmed(Event):
    """The holidays of the year were announced: the last day to pay is no longer provisional."""

    name = "clearance.pay-by-confirmed"
    subject_fields = ("bill_no", "declaration_no")

    bill_no: str
    declaration_no: str
    pay_by: str
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaxBillCancelled(Event):
    """Its declaration was taken back, or amended so that another bill stands in its place."""

    name = "clearance.tax-bill-cancelled"
    subject_fields = ("bill_no", "declaration_no")

    bill_no: str
    declaration_no: str
    total_cny: Decimal
    reason: str
    cancelled_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaxOverpaid(Event):
    """More was paid than is owed now; ``refund_no`` is "" where no account is known."""

    name = "clearance.tax-overpaid"
    subject_fields = ("bill_no", "declaration_no")

    bill_no: str
    declaration_no: str
    amount_cny: Decimal
    refund_no: str
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class GuaranteeRegistered(Event):
    """By an officer, or as an insurer confirmed it."""

    name = "clearance.guarantee-registered"
    subject_fields = ("guarantee_no",)

    guarantee_no: str
    enterprise_id: int
    kind: str
    limit_cny: Decimal
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class GuaranteeDrawn(Event):
    """Unpaid tax was claimed from a guarantor."""

    name = "clearance.guarantee-drawn"
    subject_fields = ("guarantee_no", "bill_no")

    guarantee_no: str
    bill_no: str
    declaration_no: str
    amount_cny: Decimal
    drawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositReceived(Event):
    """Money paid in as security stands as a guarantee from now on."""

    name = "clearance.deposit-received"
    subject_fields = ("guarantee_no", "payment_no")

    payment_no: str
    guarantee_no: str
    amount_cny: Decimal
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundProposed(Event):
    name = "clearance.refund-proposed"
    subject_fields = ("refund_no", "bill_no")

    refund_no: str
    bill_no: str
    amount_cny: Decimal
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundDecided(Event):
    """A second officer granted or refused it."""

    name = "clearance.refund-decided"
    subject_fields = ("refund_no", "bill_no")

    refund_no: str
    bill_no: str
    granted: bool
    payment_no: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundPaid(Event):
    name = "clearance.refund-paid"
    subject_fields = ("refund_no", "bill_no")

    refund_no: str
    bill_no: str
    amount_cny: Decimal
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class PayerNamed(Event):
    """One enterprise may pay another's tax bills, or may no longer (``ended``)."""

    name = "clearance.payer-named"

    enterprise_id: int
    payer_id: int
    ended: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PeriodicPayerAdmitted(Event):
    """From now on the enterprise's bills fall due together."""

    name = "clearance.periodic-payer-admitted"

    enterprise_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GuarantorPaid(Event):
    """What was drawn from a guarantee has come in."""

    name = "clearance.guarantor-paid"
    subject_fields = ("bill_no",)

    bill_no: str
    amount_cny: Decimal
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class PeriodicBillIssued(Event):
    name = "clearance.periodic-bill-issued"
    subject_fields = ("periodic_no",)

    periodic_no: str
    bills: int
    total_cny: Decimal
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class BankStatementCompared(Event):
    """A day of the bank was held against ours."""

    name = "clearance.bank-statement-compared"

    for_day: str
    lines: int
    differences: int
    compared_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositReturnAsked(Event):
    """An enterprise wants money back that it paid in as security."""

    name = "clearance.deposit-return-asked"
    subject_fields = ("return_no", "guarantee_no")

    return_no: str
    guarantee_no: str
    amount_cny: Decimal
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositReturnTakenBack(Event):
    name = "clearance.deposit-return-taken-back"
    subject_fields = ("return_no", "guarantee_no")

    return_no: str
    guarantee_no: str
    taken_back_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositReturnDecided(Event):
    """An officer granted or refused it; what is granted is ordered at the bank."""

    name = "clearance.deposit-return-decided"
    subject_fields = ("return_no", "guarantee_no")

    return_no: str
    guarantee_no: str
    granted: bool
    payment_no: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositReturned(Event):
    """The bank has paid it out."""

    name = "clearance.deposit-returned"
    subject_fields = ("return_no", "guarantee_no")

    return_no: str
    guarantee_no: str
    amount_cny: Decimal
    paid_at: datetime
