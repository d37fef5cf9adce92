"""Goods under export duty: billed in the yard, held, refunded, and closed with the payment."""

from decimal import Decimal

import pytest

from clearance.declarations.facts import FullDeclaration
from clearance.declarations.models import Declaration
from clearance.declarations.operations.close_paid import close_paid
from clearance.declarations.operations.close_whole import close_exported
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.foresee_one_step import foresee_one_step
from clearance.declarations.operations.secure_tax import secure_tax
from clearance.declarations.states import DeclarationState
from clearance.duties.models import Refund, TaxBill, TaxLine
from clearance.duties.queries import bill_of_declaration
from customs_portal.kit.errors import Faults
from customs_portal.registry.models import HsCode
from tests.clearance.declarations.test_export import arrive
from tests.clearance.declarations.test_one_step_changes import (
    amend,
    officers,
    pay,
    the_bills,
    with_value,
)
from tests.factories.clearance import MORNING
from tests.factories.duties import GuaranteeFactory
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full, a_line

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
S = DeclarationState
__all__ = ["officers"]
GOODS = {
    "261100": "Tungsten ores and concentrates",
    "280470": "Phosphorus",
    "260111": "Iron ores and concentrates, not agglomerated",
}
LICENCE = {"involves_licence": True, "licence_document": "4 26-1234567", "item_containers": "1"}


@pytest.fixture(autouse=True)
def ores(registers):
    for code, name in GOODS.items():
        HsCode.objects.get_or_create(code=code, defaults={"level": 6, "description_en": name})


@pytest.fixture
def carrier(registers):
    return UserFactory(carrier=True)


def ore(**changes) -> dict[str, object]:
    return {
        "hs_code": "2611000000",
        "name": "Tungsten concentrate",
        "quantity": Decimal(20000),
        "unit": "kg",
        "value": Decimal(120000),
        "currency": "CNY",
        "origin": "CN",
        "destination": "VN",
    } | changes


def dutiable(clerk, *, items=None, **changes) -> FullDeclaration:
    goods = items or (a_line(**ore()),)
    return a_full(clerk=clerk, direction="EXPORT", **({"items": goods} | LICENCE | changes))


def filed(clerk, carrier, **changes):
    full = dutiable(clerk, **changes)
    manifest = a_bill_for(full, by=carrier)
    return file_in_one_step(full=full, by=clerk, now=MORNING), manifest


def in_yard(clerk, carrier, **changes) -> Declaration:
    declaration, manifest = filed(clerk, carrier, **changes)
    arrive(declaration, by=carrier, manifest=manifest)
    return declaration


def test_the_bill_holds_the_goods_in_the_yard_until_it_is_paid(clerk, carrier, told):
    declaration, manifest = filed(clerk, carrier)
    assert declaration.state == S.AWAITING_ARRIVAL
    assert not TaxBill.objects.exists()

    arrive(declaration, by=carrier, manifest=manifest)

    assert declaration.state == S.TAX_DUE
    assert "clearance.tax-awaited" in told()
    bill = bill_of_declaration(declaration_no=declaration.declaration_no)
    assert bill.total_cny == Decimal("20000.00")  # 120000 ÷ 1.20 × 20 %
    (line,) = bill.lines
    assert (line.tax, line.base_cny) == (TaxLine.Tax.EXPORT_DUTY, Decimal("100000.000000"))
    assert [step.kind for step in line.steps] == [
        "goods", "fob", "rate_chosen", "export_value", "by_value", "rounded",
    ]  # fmt: skip
    assert "÷ (1 + 20 %) = 100,000.00" in line.steps[3].text

    pay(declaration)

    declaration.refresh_from_db()
    assert declaration.state == S.RELEASED_FOR_LOADING


def test_the_estimate_is_the_bill(clerk, carrier):
    full = dutiable(clerk, terms="1", freight_cny=Decimal(9000), insurance_cny=Decimal(1000),
                    items=(a_line(**ore(value=Decimal(130000))),))  # fmt: skip
    a_bill_for(full, by=carrier)
    bill = foresee_one_step(full=full, by=clerk, now=MORNING)
    assert bill.total_cny == Decimal("20000.00")  # (130000 − 9000 − 1000) ÷ 1.20 × 20 %
    assert bill.lines[0].steps[1].kind == "costs_inside"
    assert not Declaration.objects.exists()
    assert not TaxBill.objects.exists()


def test_free_goods_beside_dutiable_ones_have_no_line(clerk, carrier):
    lines = (
        a_line(**ore(net_weight_kg=Decimal(4000))),
        a_line(origin="CN", destination="VN", net_weight_kg=Decimal(4000)),
    )
    declaration = in_yard(clerk, carrier, items=lines)
    bill = bill_of_declaration(declaration_no=declaration.declaration_no)
    assert [(line.item_no, line.amount_cny) for line in bill.lines] == [(1, Decimal("20000.00"))]


def test_a_provisional_rate_of_nothing_is_billed_and_collects_nothing(clerk, carrier):
    phosphorus = ore(hs_code="2804701000", name="Yellow phosphorus")
    declaration = in_yard(clerk, carrier, items=(a_line(**phosphorus),))
    bill = bill_of_declaration(declaration_no=declaration.declaration_no)
    assert (bill.state, bill.total_cny) == ("NOT_COLLECTED", 0)
    assert declaration.state == S.RELEASED_FOR_LOADING


def test_processed_goods_leave_without_duty(clerk, carrier):
    declaration = in_yard(clerk, carrier, supervision_mode="0615", levy_mode="503")
    assert not declaration.involves_tax
    assert declaration.state == S.RELEASED_FOR_LOADING
    assert not TaxBill.objects.exists()


def test_against_a_guarantee_the_goods_leave_and_the_payment_closes(clerk, carrier):
    declaration = in_yard(clerk, carrier)
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    secure_tax(
        declaration_no=declaration.declaration_no,
        guarantee_no=guarantee.guarantee_no,
        by=clerk,
        now=MORNING,
    )
    declaration.refresh_from_db()
    assert declaration.state == S.RELEASED_FOR_LOADING

    close_exported(transport_documents=[declaration.transport_document], now=MORNING)
    declaration.refresh_from_db()
    assert declaration.state == S.RELEASED_FOR_LOADING  # the duty is still owed
    guarantee.refresh_from_db()
    assert guarantee.used_cny == Decimal("20000.00")

    pay(declaration)
    declaration.refresh_from_db()
    assert declaration.state == S.CLOSED
    guarantee.refresh_from_db()
    assert guarantee.used_cny == 0


def test_a_guarantee_named_at_filing_holds_the_duty(clerk, carrier):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration, _manifest = filed(clerk, carrier, guarantee_no=guarantee.guarantee_no)
    guarantee.refresh_from_db()
    assert declaration.guarantee_no == guarantee.guarantee_no
    assert guarantee.used_cny == Decimal("20000.00")


def test_freight_as_much_as_the_price_leaves_nothing_to_tax(clerk, told):
    full = dutiable(clerk, terms="2", freight_cny=Decimal(120000))
    with pytest.raises(Faults) as caught:
        file_in_one_step(full=full, by=clerk, now=MORNING)
    assert [one.rule for one in caught.value.faults] == ["costs.over_price"]
    assert not Declaration.objects.exists()
    assert told() == []


def test_safe_to_hear_of_the_payment_twice(clerk, carrier):
    declaration = in_yard(clerk, carrier)
    pay(declaration)
    close_paid(declaration_no=declaration.declaration_no, now=MORNING)
    declaration.refresh_from_db()
    assert declaration.state == S.RELEASED_FOR_LOADING


def test_an_unpaid_bill_is_replaced_when_the_price_is_amended(clerk, carrier, officers):
    declaration = in_yard(clerk, carrier)
    amend(declaration, clerk, officers, **with_value(declaration, 60000))
    assert the_bills(declaration) == [
        ("01", "CANCELLED", Decimal("20000.00")),
        ("02", "DUE", Decimal("10000.00")),
    ]


def test_more_duty_after_the_payment_is_billed_as_a_supplement(clerk, carrier, officers):
    declaration = in_yard(clerk, carrier)
    pay(declaration)
    amend(declaration, clerk, officers, **with_value(declaration, 180000))
    assert the_bills(declaration) == [
        ("01", "PAID", Decimal("20000.00")),
        ("02", "DUE", Decimal("10000.00")),
    ]
    declaration.refresh_from_db()
    close_exported(transport_documents=[declaration.transport_document], now=MORNING)
    declaration.refresh_from_db()
    assert declaration.state == S.RELEASED_FOR_LOADING  # a supplement is still owed


def test_less_duty_after_the_payment_is_proposed_for_refund(clerk, carrier, officers):
    declaration = in_yard(clerk, carrier)
    pay(declaration)
    amend(declaration, clerk, officers, **with_value(declaration, 60000))
    assert the_bills(declaration) == [("01", "PAID", Decimal("20000.00"))]
    assert Refund.objects.get().amount_cny == Decimal("10000.00")


def test_goods_that_become_dutiable_after_the_release_are_billed(clerk, carrier, officers):
    declaration = in_yard(clerk, carrier, items=(a_line(**ore(hs_code="2601119000")),))
    assert declaration.state == S.RELEASED_FOR_LOADING
    assert not TaxBill.objects.exists()
    amend(declaration, clerk, officers, items=(a_line(**ore()),))
    declaration.refresh_from_db()
    assert declaration.involves_tax
    assert the_bills(declaration) == [("01", "DUE", Decimal("20000.00"))]
    assert declaration.bill_no
