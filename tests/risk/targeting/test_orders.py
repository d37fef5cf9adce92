"""Control orders: placed by one officer, extended by another, withdrawn with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from risk.targeting.facts import Target
from risk.targeting.models import ControlOrder, OrderExtension
from risk.targeting.operations.end_order import NotInForce, expire_orders, withdraw_order
from risk.targeting.operations.extend_order import SecondOfficerExtends, extend_order
from risk.targeting.operations.place_order import place_order
from risk.targeting.queries.lists import order_file
from risk.targeting.states import ORDER_FLOW, OrderState
from tests.factories.people import UserFactory
from tests.factories.targeting import AN_ORDER, NOON, an_order

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("R-03"),
    pytest.mark.usefixtures("registers"),
]
WHY = "No longer needed after the inspection"
LATER = NOON + timedelta(days=10)


def news():
    return list(JournalEntry.objects.order_by("seq").values_list("name", flat=True))


def test_an_order_is_placed_with_its_reason_its_law_and_its_end():
    officer = UserFactory(risk_officer=True)
    order = an_order(by=officer, container_no=" msku1234565 ", hs_prefix="6109")
    assert order.order_no.startswith("T-")
    assert order.anchor == "container_no:MSKU1234565"
    assert order.state == OrderState.IN_FORCE
    file = order_file(order_no=order.order_no)
    assert [(one.target, one.actor, one.law) for one in file.moves] == [
        ("IN_FORCE", officer.username, "risk.order_grounds")
    ]
    assert news() == ["risk.control-order-placed"]


WRONG = {
    "no target": ({"target": Target()}, "enterprise", "order.target"),
    "check character": (
        {"target": Target(enterprise="91310000MA1FL0000A")}, "enterprise", "gb32100.check_digit",
    ),
    "check digit": (
        {"target": Target(container_no="MSKU1234560")}, "container_no", "iso6346.check_digit",
    ),
    "three digits": ({"target": Target(hs_prefix="610")}, "hs_prefix", "order.hs_prefix"),
    "no such heading": ({"target": Target(hs_prefix="0099")}, "hs_prefix", "order.hs_prefix"),
    "no such country": ({"target": Target(departure="QQ")}, "departure", "country.unknown"),
    "method": ({"method": "BURN"}, "method", "order.method"),
    "purpose": ({"purpose": "FACES"}, "purpose", "order.purpose"),
    "ground": ({"ground": "CL-999"}, "ground", "order.ground"),
    "reason": ({"reason": "because"}, "reason", "reason.required"),
    "no time": ({"until": NOON}, "until", "order.period"),
    "too long": ({"until": NOON + timedelta(days=91)}, "until", "order.period"),
    "over already": (
        {"starts_at": NOON - timedelta(days=9), "until": NOON - timedelta(days=1)},
        "until",
        "order.period",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_order_is_refused_by_field_and_rule_and_leaves_no_trace(case):
    changes, field, rule = WRONG[case]
    with pytest.raises(Faults) as refused:
        place_order(order=replace(AN_ORDER, **changes), by=UserFactory(risk_officer=True), now=NOON)
    assert [(one.field, one.rule) for one in refused.value.faults] == [(field, rule)]
    assert all(one.remedy for one in refused.value.faults)
    assert not ControlOrder.objects.exists()
    assert not news()


def test_every_fault_of_an_order_is_named_at_once():
    wrong = replace(AN_ORDER, target=Target(), method="", reason="", until=NOON)
    with pytest.raises(Faults) as refused:
        place_order(order=wrong, by=UserFactory(risk_officer=True), now=NOON)
    fields = [one.field for one in refused.value.faults]
    assert fields == ["enterprise", "method", "reason", "until"]


@pytest.mark.parametrize("trait", ["inspector", "clerk"])
def test_without_the_duty_nobody_places_withdraws_or_extends(trait):
    stranger = UserFactory(**{trait: True})
    order = an_order()
    before = news()
    with pytest.raises(NotPermitted):
        place_order(order=AN_ORDER, by=stranger, now=NOON)
    with pytest.raises(NotPermitted):
        withdraw_order(order_no=order.order_no, reason=WHY, by=stranger, now=NOON)
    with pytest.raises(NotPermitted):
        extend_order(order_no=order.order_no, until=LATER, reason=WHY, by=stranger, now=NOON)
    assert ControlOrder.objects.count() == 1
    assert news() == before


def test_an_order_is_withdrawn_with_a_reason_and_stays_so():
    order, officer = an_order(), UserFactory(risk_officer=True)
    with pytest.raises(Faults):
        withdraw_order(order_no=order.order_no, reason="no", by=officer, now=NOON)
    withdraw_order(order_no=order.order_no, reason=WHY, by=officer, now=LATER)
    file = order_file(order_no=order.order_no)
    assert (file.order.state, file.order.ended_by) == ("WITHDRAWN", officer.username)
    assert file.order.end_reason == WHY
    assert [one.target for one in file.moves] == ["IN_FORCE", "WITHDRAWN"]
    with pytest.raises(NotInForce):
        withdraw_order(order_no=order.order_no, reason=WHY, by=officer, now=LATER)
    assert news() == ["risk.control-order-placed", "risk.control-order-withdrawn"]


def test_only_another_officer_extends_and_each_extension_needs_the_next_one():
    first, second = UserFactory(risk_officer=True), UserFactory(risk_officer=True)
    order = an_order(by=first)
    longer = NOON + timedelta(days=60)
    with pytest.raises(SecondOfficerExtends):
        extend_order(order_no=order.order_no, until=longer, reason=WHY, by=first, now=NOON)
    assert not OrderExtension.objects.exists()
    extend_order(order_no=order.order_no, until=longer, reason=WHY, by=second, now=NOON)
    with pytest.raises(SecondOfficerExtends):
        extend_order(
            order_no=order.order_no, until=longer + timedelta(days=1), reason=WHY,
            by=second, now=NOON,
        )  # fmt: skip
    file = order_file(order_no=order.order_no)
    assert file.order.until == longer
    assert [one.extended_by for one in file.extensions] == [second.username]
    assert news() == ["risk.control-order-placed", "risk.control-order-extended"]


@pytest.mark.parametrize("until", [NOON + timedelta(days=29), NOON + timedelta(days=91)])
def test_an_extension_is_longer_and_never_beyond_the_longest_period(until):
    order = an_order()
    with pytest.raises(Faults) as refused:
        extend_order(
            order_no=order.order_no, until=until, reason=WHY,
            by=UserFactory(risk_officer=True), now=NOON,
        )  # fmt: skip
    assert [one.rule for one in refused.value.faults] == ["order.period"]
    assert not OrderExtension.objects.exists()


def test_an_order_whose_time_has_run_out_is_ended_once():
    order, other = an_order(until=LATER), an_order()
    assert expire_orders(now=LATER) == 1
    assert expire_orders(now=LATER) == 0
    assert order_file(order_no=order.order_no).order.state == "EXPIRED"
    assert order_file(order_no=other.order_no).order.state == "IN_FORCE"
    with pytest.raises(NotInForce):
        extend_order(
            order_no=order.order_no, until=LATER + timedelta(days=1), reason=WHY,
            by=UserFactory(risk_officer=True), now=LATER,
        )  # fmt: skip


def test_an_unknown_number_is_not_found():
    with pytest.raises(NotFound):
        order_file(order_no="T-999999")


@pytest.mark.parametrize("source", OrderState.values)
@pytest.mark.parametrize("target", OrderState.values)
def test_every_pair_of_states_is_allowed_by_the_flow_or_refused_by_the_database(source, target):
    order = an_order(until=LATER)
    officer = UserFactory(risk_officer=True)
    if source == "WITHDRAWN":
        order = withdraw_order(order_no=order.order_no, reason=WHY, by=officer, now=NOON)
    elif source == "EXPIRED":
        expire_orders(now=LATER)
        order.refresh_from_db()
    allowed = ORDER_FLOW.allows(source=OrderState(source), target=OrderState(target))
    if allowed or source == target:
        return
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(
            "UPDATE targeting_controlorder SET state = %s, ended_at = NULL WHERE id = %s",
            [target, order.pk],
        )
    with pytest.raises(IllegalMove):
        order.expire(at=NOON) if target == "EXPIRED" else order.withdraw(
            by=officer, reason=WHY, at=NOON
        )


def test_the_database_refuses_an_extension_by_the_same_person():
    officer = UserFactory(risk_officer=True)
    order = an_order(by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderExtension.objects.create(
            order=order, until_before=order.until, until=order.until + timedelta(days=1),
            set_before_by=officer, extended_by=officer, reason=WHY, extended_at=NOON,
        )  # fmt: skip
