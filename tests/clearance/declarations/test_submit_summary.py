"""Step one: what is accepted, what is refused, and that a refusal leaves no trace."""

from decimal import Decimal

import pytest

from clearance.declarations.models import Declaration
from clearance.declarations.operations.submit_summary import CreditTooLow, submit_summary
from clearance.declarations.states import DeclarationState
from clearance.duties.models import GuaranteeEntry
from clearance.duties.operations.open_guarantee import open_guarantee
from clearance.duties.operations.reserve_guarantee import GuaranteeRequired, GuaranteeTooSmall
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotPermitted
from customs_portal.registry.models import CreditGrade
from tests.factories.clearance import (
    MORNING,
    a_manifest_for,
    a_summary,
    an_item,
    file_summary,
    see_at_shipside,
)
from tests.factories.mandates import a_mandate
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]


def refused(summary, clerk):
    """The fields and rules that were refused; nothing may be left behind."""
    said = JournalEntry.objects.count()
    with pytest.raises(Faults) as caught:
        submit_summary(summary=summary, by=clerk, now=MORNING)
    assert not Declaration.objects.filter(transport_document=summary.transport_document).exists()
    assert JournalEntry.objects.count() == said
    return {(one.field, one.rule) for one in caught.value.faults}


def test_a_summary_with_its_manifest_line_is_cleared_to_leave_at_once(clerk, told):
    declaration = file_summary(clerk=clerk)

    assert declaration.state == DeclarationState.CLEARED_TO_LEAVE
    assert declaration.declaration_no == "510120261000000001"
    assert declaration.value_cny == Decimal("418656.00")
    assert told()[-3:] == [
        "clearance.summary-accepted",
        "risk.shipment-assessed",
        "clearance.release-decided",
    ]


def test_numbers_follow_each_other_and_a_refused_filing_only_leaves_a_gap(clerk):
    first = file_summary(clerk=clerk)
    with pytest.raises(GuaranteeRequired):
        file_summary(clerk=clerk, involves_tax=True)
    second = file_summary(clerk=clerk)

    assert first.declaration_no[:9] == second.declaration_no[:9]
    assert 1 <= int(second.declaration_no) - int(first.declaration_no) <= 2


def test_the_period_for_step_two_ends_with_the_fourteenth_day(clerk):
    declaration = file_summary(clerk=clerk)

    assert declaration.complete_by.isoformat() == "2026-12-05T23:59:59+08:00"


def test_every_fault_is_named_at_once(clerk):
    summary = a_summary(
        clerk=clerk,
        container_nos=("TGHU1234560",),
        departure_country="XX",
        gross_weight_kg=Decimal("-1"),
        items=(an_item(hs_code="999999", value=Decimal(0), currency="ZZZ", origin="YY"),),
    )

    found = refused(summary, clerk)

    assert ("container_nos[0]", "iso6346.check_digit") in found
    assert ("departure_country", "country.unknown") in found
    assert ("gross_weight_kg", "weight.range") in found
    assert ("items[0].value", "value.positive") in found
    assert ("items[0].origin", "country.unknown") in found
    assert any(field == "items[0].hs_code" for field, _rule in found)


def test_an_hs_code_that_does_not_exist_is_refused(clerk):
    summary = a_summary(clerk=clerk, items=(an_item(hs_code="610999"),))

    assert refused(summary, clerk) == {("items[0].hs_code", "hs.unknown")}


def test_a_currency_without_a_rate_on_that_day_is_refused(clerk):
    summary = a_summary(clerk=clerk, items=(an_item(currency="EUR"),))

    assert refused(summary, clerk) == {("items[0].currency", "currency.no_rate")}


def test_a_value_below_one_fen_is_refused(clerk):
    summary = a_summary(clerk=clerk, items=(an_item(value=Decimal("0.50"), currency="KRW"),))

    assert refused(summary, clerk) == {("items[0].value", "value.positive")}


def test_an_absurd_value_is_refused(clerk):
    summary = a_summary(clerk=clerk, items=(an_item(value=Decimal("9999999999")),))

    assert refused(summary, clerk) == {("items[0].value", "value.absurd")}


def test_pieces_lighter_than_a_gram_contradict_the_weight(clerk):
    summary = a_summary(clerk=clerk, gross_weight_kg=Decimal(1), pieces=5_000)

    assert refused(summary, clerk) == {("pieces", "weight.contradicts_pieces")}


def test_goods_under_licence_and_inspection_need_the_answers_the_law_lists(clerk):
    summary = a_summary(clerk=clerk, involves_licence=True, involves_inspection=True)

    found = refused(summary, clerk)

    for field in (
        "licence_document",
        "item_containers",
        "product_qualification",
        "ciq_name",
        "goods_attribute",
        "purpose",
    ):
        assert (field, "required") in found
    assert ("items[0].hs_code", "hs10.shape") in found


def test_a_file_may_lack_what_it_marks_but_the_form_may_not(clerk):
    assert ("vessel", "required") in refused(a_summary(clerk=clerk, vessel=""), clerk)


def test_refuses_a_second_open_declaration_for_the_same_container(clerk):
    first = file_summary(clerk=clerk)
    container_no = first.containers.get().container_no

    found = refused(a_summary(clerk=clerk, container_nos=(container_no,)), clerk)

    assert found == {("container_nos[0]", "container.already_declared")}


def test_refuses_a_second_declaration_for_the_same_bill_of_lading(clerk):
    first = file_summary(clerk=clerk)
    said = JournalEntry.objects.count()
    summary = a_summary(clerk=clerk, transport_document=first.transport_document)

    with pytest.raises(Faults) as caught:
        submit_summary(summary=summary, by=clerk, now=MORNING)

    assert caught.value.faults[0].rule == "transport_document.already_declared"
    assert JournalEntry.objects.count() == said


def test_nobody_files_without_the_duty(registers):
    summary = a_summary(clerk=UserFactory(clerk=True))

    with pytest.raises(NotPermitted):
        submit_summary(summary=summary, by=UserFactory(carrier=True), now=MORNING)
    assert not Declaration.objects.exists()


def test_nobody_files_for_another_consignee_but_an_agent_with_a_mandate(clerk):
    owner, agent = UserFactory(clerk=True), UserFactory(agent=True)
    other = owner.enterprise
    a_mandate(principal=owner, agent=agent)
    summary = a_summary(clerk=clerk, consignee_uscc=other.uscc)

    assert refused(summary, clerk) == {("consignee_uscc", "consignee.own")}
    declaration = submit_summary(summary=summary, by=agent, now=MORNING)
    assert declaration.enterprise == other


def test_a_dishonest_firm_cannot_declare_in_two_steps(registers):
    clerk = UserFactory(clerk=True, enterprise__grade=CreditGrade.Grade.DISHONEST)

    with pytest.raises(CreditTooLow):
        submit_summary(summary=a_summary(clerk=clerk), by=clerk, now=MORNING)
    assert not Declaration.objects.exists()


def a_guarantee(clerk, limit):
    return open_guarantee(
        enterprise=clerk.enterprise,
        kind="BANK",
        limit_cny=Decimal(limit),
        valid_from=MORNING.date(),
        valid_to=MORNING.date().replace(year=2027),
        now=MORNING,
    )


def test_goods_that_owe_tax_reserve_their_estimate(clerk):
    guarantee = a_guarantee(clerk, 1_500_000)

    declaration = file_summary(clerk=clerk, involves_tax=True, guarantee_no=guarantee)

    entry = GuaranteeEntry.objects.get()
    assert entry.declaration_no == declaration.declaration_no
    assert entry.amount_cny > 0


def test_a_guarantee_too_small_refuses_the_filing_and_leaves_no_number(clerk):
    guarantee = a_guarantee(clerk, 100)

    with pytest.raises(GuaranteeTooSmall):
        file_summary(clerk=clerk, involves_tax=True, guarantee_no=guarantee)
    assert not Declaration.objects.exists()


def test_goods_landed_before_they_were_declared_are_released_at_once(clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary)
    first = file_summary(clerk=clerk, container_nos=summary.container_nos, voyage="EARLIER")
    see_at_shipside(first)
    first.containers.update(open=False, left_at=MORNING)

    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)

    assert declaration.state == DeclarationState.RELEASED_FOR_PICKUP
