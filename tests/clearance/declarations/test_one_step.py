"""A declaration in one step: import, taxed before it is released."""

from datetime import timedelta
from decimal import Decimal

import pytest

from clearance.declarations.models import Declaration
from clearance.declarations.operations.close_paid import close_paid
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.declarations.operations.file_complete import NothingToComplete
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.foresee_one_step import foresee_one_step
from clearance.declarations.operations.issue_decision import NothingDecided, issue_decision
from clearance.declarations.operations.mark_left_port import mark_left_port
from clearance.declarations.operations.match_manifest_line import match_manifest_line
from clearance.declarations.operations.secure_tax import NothingToSecure, secure_tax
from clearance.declarations.queries import declaration_of
from clearance.declarations.states import DeclarationState
from clearance.duties.models import Guarantee, Payment, TaxBill
from clearance.duties.operations.reserve_guarantee import GuaranteeTooSmall
from clearance.manifests.models import ManifestLine
from clearance.manifests.operations.report_arrival import report_arrival
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults
from customs_portal.registry.models import CreditGrade, HsCode
from tests.factories.clearance import BERTH, MORNING, elements_for
from tests.factories.duties import GuaranteeFactory
from tests.factories.mandates import a_mandate
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full, a_line, file_full

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]
S = DeclarationState


def pay(declaration, *, now=MORNING + timedelta(hours=1)):
    """The bank has moved the money."""
    bill = TaxBill.objects.get(declaration_no=declaration.declaration_no)
    if bill.state == "DUE":
        bill.start_paying(at=now)
        bill.write_off(at=now)
    close_paid(declaration_no=declaration.declaration_no, now=now)
    declaration.refresh_from_db()


def land(declaration, *, now=MORNING + timedelta(hours=2)):
    for container_no in declaration.containers.values_list("container_no", flat=True):
        divert_at_shipside(container_no=container_no, place_code=BERTH, seen_at=now, now=now)
    declaration.refresh_from_db()


def leave(declaration, *, now=MORNING + timedelta(hours=3)):
    for container_no in declaration.containers.values_list("container_no", flat=True):
        mark_left_port(
            declaration_no=declaration.declaration_no, container_no=container_no, left_at=now
        )
    declaration.refresh_from_db()


@pytest.mark.feature("C-05")
def test_the_goods_wait_for_their_tax_and_then_leave(clerk, told):
    declaration = file_full(clerk=clerk)

    assert declaration.state == S.TAX_DUE
    assert declaration.declaration_no[8] == "1"
    assert declaration.procedure == "ONE_STEP"
    bill = TaxBill.objects.get(declaration_no=declaration.declaration_no)
    assert declaration.bill_no == bill.bill_no
    # (58,800 x 7.12 + 1,200 freight) with 0.3 % insurance, duty, then VAT
    assert bill.total_cny > 0

    land(declaration)
    assert declaration.state == S.TAX_DUE  # nothing leaves unpaid
    pay(declaration)
    assert declaration.state == S.RELEASED_FOR_PICKUP
    leave(declaration)
    assert declaration.state == S.CLOSED
    assert [one for one in told() if one.startswith("clearance.")][-4:] == [
        "clearance.release-decided",
        "clearance.bill-released",
        "clearance.released-for-pickup",
        "clearance.declaration-closed",
    ]


@pytest.mark.feature("C-05")
def test_the_estimate_is_the_bill(clerk):
    full = a_full(clerk=clerk)
    before = JournalEntry.objects.count()
    foreseen = foresee_one_step(full=full, by=clerk, now=MORNING)
    assert not Declaration.objects.exists()
    assert JournalEntry.objects.count() == before

    a_bill_for(full)
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)

    bill = TaxBill.objects.get(declaration_no=declaration.declaration_no)
    assert foreseen.total_cny == bill.total_cny


def test_an_early_filing_waits_for_the_manifest_and_is_billed_with_it(clerk):
    full = a_full(clerk=clerk)
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    assert declaration.state == S.AWAITING_MANIFEST
    assert not TaxBill.objects.exists()

    a_bill_for(full)
    match_manifest_line(transport_document=full.transport_document, now=MORNING)

    declaration.refresh_from_db()
    assert declaration.state == S.TAX_DUE


@pytest.mark.feature("C-09")
def test_a_guarantee_at_filing_lets_the_goods_go_before_the_tax_is_paid(clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration = file_full(clerk=clerk, guarantee_no=guarantee.guarantee_no)

    assert declaration.state == S.CLEARED_TO_LEAVE
    bill = TaxBill.objects.get(declaration_no=declaration.declaration_no)
    guarantee.refresh_from_db()
    assert guarantee.used_cny == bill.total_cny
    land(declaration)
    leave(declaration)
    assert declaration.state == S.RELEASED_FOR_PICKUP  # away, the tax still owed

    pay(declaration)

    assert declaration.state == S.CLOSED
    guarantee.refresh_from_db()
    assert guarantee.used_cny == 0


@pytest.mark.feature("C-09")
def test_goods_that_wait_for_tax_are_released_against_a_guarantee(clerk, told):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration = file_full(clerk=clerk)

    secure_tax(
        declaration_no=declaration.declaration_no,
        guarantee_no=guarantee.guarantee_no,
        by=clerk,
        now=MORNING,
    )

    declaration.refresh_from_db()
    assert declaration.state == S.CLEARED_TO_LEAVE
    assert declaration.guarantee_no == guarantee.guarantee_no
    assert "clearance.tax-secured" in told()
    with pytest.raises(NothingToSecure):
        secure_tax(
            declaration_no=declaration.declaration_no,
            guarantee_no=guarantee.guarantee_no,
            by=clerk,
            now=MORNING,
        )


def test_a_guarantee_that_is_too_small_leaves_no_trace(clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise, limit_cny=Decimal(100))
    declaration = file_full(clerk=clerk)
    before = JournalEntry.objects.count()

    with pytest.raises(GuaranteeTooSmall):
        secure_tax(
            declaration_no=declaration.declaration_no,
            guarantee_no=guarantee.guarantee_no,
            by=clerk,
            now=MORNING,
        )

    declaration.refresh_from_db()
    assert declaration.state == S.TAX_DUE
    assert JournalEntry.objects.count() == before
    assert Guarantee.objects.get().used_cny == 0


def test_a_bill_under_the_minimum_goes_on_at_once(clerk):
    declaration = file_full(
        clerk=clerk,
        freight_cny=Decimal(0),
        insurance_cny=Decimal(0),
        items=(a_line(value=Decimal("20"), quantity=Decimal(20), net_weight_kg=Decimal(8000)),),
    )
    assert TaxBill.objects.get().state == "NOT_COLLECTED"
    assert declaration.state in {S.CLEARED_TO_LEAVE, S.HELD}


def test_goods_of_an_untaxed_mode_are_not_billed(clerk):
    declaration = file_full(clerk=clerk, supervision_mode="2600", levy_mode="299")

    assert declaration.state == S.CLEARED_TO_LEAVE
    assert not TaxBill.objects.exists()
    land(declaration)
    leave(declaration)
    assert declaration.state == S.CLOSED


def test_the_verdict_is_remembered_while_the_tax_is_due(clerk):
    CreditGrade.objects.filter(enterprise=clerk.enterprise).update(grade=CreditGrade.Grade.ORDINARY)
    laptop = a_line(
        hs_code="8471301000",
        name="Laptops",
        value=Decimal("100"),
        origin="CN",
        elements=elements_for("8471301000"),
    )
    declaration = file_full(clerk=clerk, items=(laptop,))
    assert declaration.state == S.TAX_DUE
    score = declaration.risk_score
    view = declaration_of(declaration_no=declaration.declaration_no, by=clerk)
    assert view.decision == ""  # nobody learns the verdict before the tax is paid
    with pytest.raises(NothingDecided):
        issue_decision(declaration_no=declaration.declaration_no, by=clerk, now=MORNING)

    pay(declaration)

    assert declaration.state == S.HELD
    assert declaration.risk_score == score
    land(declaration)
    assert declaration.state == S.IN_INSPECTION


def test_a_dishonest_firm_may_file_in_one_step(clerk):
    CreditGrade.objects.filter(enterprise=clerk.enterprise).update(
        grade=CreditGrade.Grade.DISHONEST
    )
    assert file_full(clerk=clerk).state == S.TAX_DUE


def test_a_payment_told_twice_closes_once(clerk, told):
    declaration = file_full(clerk=clerk)
    pay(declaration)
    pay(declaration)
    assert declaration.state == S.CLEARED_TO_LEAVE
    assert told().count("clearance.release-decided") == 1
    assert not Payment.objects.exists()


def test_there_is_no_second_step(clerk):
    from tests.clearance.declarations.test_walks import complete

    declaration = file_full(clerk=clerk)
    with pytest.raises(NothingToComplete):
        complete(declaration, clerk)


def test_the_register_keeps_the_whole_declaration(clerk):
    declaration = file_full(clerk=clerk, contract_no="SC-2026-1", marks="N/M")

    view = declaration_of(declaration_no=declaration.declaration_no, by=clerk)
    assert view.head["terms"] == "3"
    assert view.head["contract_no"] == "SC-2026-1"
    assert view.complete_items[0].specification == "no brand"
    assert view.complete_items[0].destination == "CN"
    version = declaration.versions.get()
    assert version.document["whole"]["overseas_party"] == "Saigon Garment Co."
    assert version.document["complete_items"][0]["hs_code"] == "6109100010"


BAD = [
    ("direction", "SIDEWAYS", "direction", "direction.unknown"),
    ("transport_document", "", "transport_document", "required"),
    ("transport_mode", "7", "transport_mode", "transport_mode.unknown"),
    ("vessel", "", "vessel", "required"),
    ("supervision_mode", "0999", "supervision_mode", "code.unlisted"),
    ("supervision_mode", "1039", "supervision_mode", "supervision_mode.direction"),
    ("levy_mode", "777", "levy_mode", "code.unlisted"),
    ("levy_mode", "502", "levy_mode", "levy_mode.contradicts"),
    ("overseas_party", "", "overseas_party", "required"),
    ("overseas_party", "x" * 121, "overseas_party", "answer.too_long"),
    ("trade_country", "XX", "trade_country", "country.unknown"),
    ("departure_country", "XX", "departure_country", "country.unknown"),
    ("foreign_port", "XXXXX", "foreign_port", "port.unknown"),
    ("terms", "9", "terms", "code.unlisted"),
    ("terms", "1", "freight_cny", "terms.contradicted"),
    ("freight_cny", None, "freight_cny", "required"),
    ("freight_cny", Decimal(-1), "freight_cny", "amount.range"),
    ("package_kind", "77", "package_kind", "code.unlisted"),
    ("pieces", 0, "pieces", "pieces.range"),
    ("gross_weight_kg", Decimal(0), "gross_weight_kg", "weight.range"),
    ("net_weight_kg", Decimal(9000), "net_weight_kg", "weight.net_over_gross"),
    ("net_weight_kg", Decimal(7999), "net_weight_kg", "weight.sum"),
    ("container_nos", ("TGHU0000011",), "container_nos[0]", "iso6346.check_digit"),
    ("items", (), "items", "required"),
    ("items", (a_line(destination=""),), "items[0].destination", "required"),
    ("items", (a_line(destination="XX"),), "items[0].destination", "country.unknown"),
    ("items", (a_line(hs_code="610910"),), "items[0].hs_code", None),
    ("items", (a_line(elements={}),), "items[0].elements.knitted", None),
    ("items", (a_line(name="goods"),), "items[0].name", "goods_name.vague"),
    ("items", (a_line(),) * 51, "items", "items.too_many"),
    ("consignee_uscc", "123", "consignee_uscc", None),
    ("office_code", "9999", "office_code", "office.unknown"),
    ("guarantee_no", "GT209900000001", "guarantee_no", None),
]


@pytest.mark.parametrize(("name", "value", "field", "rule"), BAD)
def test_refuses_what_is_wrong_and_keeps_nothing(clerk, name, value, field, rule):
    before = JournalEntry.objects.count()
    full = a_full(clerk=clerk, **{name: value})

    with pytest.raises(Exception) as refused:  # noqa: PT011
        file_in_one_step(full=full, by=clerk, now=MORNING)

    faults = refused.value.faults if isinstance(refused.value, Faults) else [refused.value]
    found = [one for one in faults if one.field == field] or [
        one for one in faults if one.field.startswith(field.rpartition(".")[0] or field)
    ]
    assert found, [(one.field, one.rule) for one in faults]
    assert rule is None or found[0].rule == rule
    assert found[0].remedy
    assert not Declaration.objects.exists()
    assert JournalEntry.objects.count() == before


def test_nobody_files_for_another_firm(clerk):
    other = UserFactory(clerk=True)
    with pytest.raises(Faults) as refused:
        file_full(clerk=clerk, consignee_uscc=other.enterprise.uscc)
    assert refused.value.faults[0].rule == "consignee.own"


def test_fifty_lines_of_goods_are_filed_and_taxed_together(clerk, django_assert_max_num_queries):
    lines = tuple(a_line(net_weight_kg=Decimal(160)) for _n in range(50))
    full = a_full(clerk=clerk, items=lines)
    a_bill_for(full)

    with django_assert_max_num_queries(110):
        declaration = file_in_one_step(full=full, by=clerk, now=MORNING)

    assert declaration.items.count() == 50
    assert TaxBill.objects.get().lines.values("item_no").distinct().count() == 50
    assert declaration.state == S.TAX_DUE


def test_who_declares_late_is_billed_the_surcharge(clerk):
    carrier = UserFactory(carrier=True)
    full = a_full(clerk=clerk)
    manifest = a_bill_for(full, by=carrier)
    report_arrival(
        manifest_no=manifest.manifest_no,
        place_code=BERTH,
        arrived_at=MORNING,
        by=carrier,
        now=MORNING,
    )

    file_in_one_step(full=full, by=clerk, now=MORNING + timedelta(days=20))

    assert TaxBill.objects.get().lines.filter(tax="LATE").get().amount_cny > 0


@pytest.mark.feature("C-07")
def test_an_agent_files_in_one_step_for_whoever_gave_a_mandate(clerk):
    agent = UserFactory(agent=True)
    full = a_full(clerk=clerk)
    with pytest.raises(Faults) as refused:
        file_in_one_step(full=full, by=agent, now=MORNING)
    assert refused.value.faults[0].rule == "consignee.mandate"

    a_mandate(principal=clerk, agent=agent)
    declaration = file_in_one_step(full=full, by=agent, now=MORNING)
    assert declaration.enterprise == clerk.enterprise
    assert declaration.filed_by == agent


def test_a_changed_manifest_holds_what_is_paid(clerk):
    declaration = file_full(clerk=clerk)
    ManifestLine.objects.filter(transport_document=declaration.transport_document).update(pieces=7)

    pay(declaration)

    assert declaration.state == S.HELD
    assert "pieces 420 / 7" in declaration.hold_reason


@pytest.mark.feature("C-16")
def test_goods_that_need_an_inspection_are_filed_with_it(clerk):
    HsCode.objects.get_or_create(
        code="080450", defaults={"level": 6, "description_en": "Guavas, mangoes"}
    )
    fruit = a_line(hs_code="0804502001", name="Fresh mangoes", elements=elements_for("0804502001"))
    with pytest.raises(Faults) as refused:
        file_full(clerk=clerk, items=(fruit,))
    rules = {one.rule for one in refused.value.faults}
    assert "inspection.needed" in rules
    with pytest.raises(Faults) as refused:
        file_full(clerk=clerk, items=(fruit,), involves_inspection=True, involves_licence=True)
    assert {one.field for one in refused.value.faults} >= {"ciq_name", "purpose"}
