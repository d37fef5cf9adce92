"""Guarantees with room, tax bills that are due; other states as traits."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from clearance.duties.models import Guarantee, Payment, TaxBill, TaxLine
from clearance.duties.states import BillState, PaymentState
from tests.factories.moving import FoundFactory
from tests.factories.people import EnterpriseFactory

MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # nine o'clock in Shanghai


class GuaranteeFactory(DjangoModelFactory):
    """A bank guarantee of a million for this year, unused."""

    class Meta:
        model = Guarantee

    guarantee_no = factory.Sequence(lambda n: f"GT2026{90_000_000 + n}")
    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = Guarantee.Kind.BANK
    limit_cny = Decimal("1000000.00")
    valid_from = date(2026, 1, 1)
    valid_to = date(2026, 12, 31)
    opened_at = MORNING


class TaxBillFactory(FoundFactory):
    """A bill of CNY 1,978.00 issued this morning: one item, duty and VAT."""

    class Meta:
        model = TaxBill
        skip_postgeneration_save = True

    _flow = "tax bill"
    declaration_no = factory.Sequence(lambda n: f"510120261{900_000_000 + n}")
    bill_no = factory.LazyAttribute(lambda bill: f"{bill.declaration_no}-01")
    enterprise = factory.SubFactory(EnterpriseFactory)
    state = BillState.DUE
    total_cny = Decimal("1978.00")
    rated_on = date(2026, 11, 2)
    billed_at = MORNING
    pay_by = date(2026, 11, 17)
    law_digest = "0" * 64

    class Params:
        paying = factory.Trait(state=BillState.PAYING)
        paid = factory.Trait(state=BillState.PAID, paid_at=MORNING + timedelta(minutes=5))
        not_collected = factory.Trait(state=BillState.NOT_COLLECTED, total_cny=Decimal("12.00"))

    @factory.post_generation
    def lines(bill, create, extracted, **_):  # noqa: N805
        for tax, base, rate, amount in (
            (TaxLine.Tax.DUTY, "10000", "0.06", "600.00"),
            (TaxLine.Tax.VAT, "10600", "0.13", "1378.00"),
        ):
            TaxLine.objects.create(
                bill=bill,
                item_no=1,
                hs_code="8413709190",
                name="Centrifugal pump",
                origin="DE",
                quantity=Decimal(3),
                unit="set",
                tax=tax,
                dutiable_value_cny=Decimal(10000),
                base_cny=Decimal(base),
                rate=Decimal(rate),
                per_unit_cny=Decimal(0),
                amount_cny=Decimal(amount),
                law_key="tariff.lines" if tax == TaxLine.Tax.DUTY else "vat.standard",
                law_date=date(2026, 1, 1),
                source="Demonstration tariff",
                mark="D",
            )


class PaymentFactory(FoundFactory):
    """An order that the bank has taken, for a bill that is being paid."""

    class Meta:
        model = Payment

    _flow = "payment"
    payment_no = factory.Sequence(lambda n: f"P20261102{9_000_000_000 + n}")
    bill = factory.SubFactory(TaxBillFactory, paying=True)
    state = PaymentState.ACCEPTED
    account = "6222020200112233"
    amount_cny = factory.LazyAttribute(lambda payment: payment.bill.total_cny)
    ordered_at = MORNING

    class Params:
        ordered = factory.Trait(state=PaymentState.ORDERED, next_try_at=MORNING)
        paid = factory.Trait(
            bill=factory.SubFactory(TaxBillFactory, paid=True),
            state=PaymentState.PAID,
            settled_at=MORNING + timedelta(minutes=5),
            bank_reference="BR-1",
        )
