"""An order meets exactly the shipments it names, at a cost that history does not raise."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from risk.assessments.operations.assess_shipment import assess_shipment
from risk.assessments.queries import assessment_of
from risk.targeting.facts import OrderInForce, Target
from risk.targeting.models import ControlOrder
from risk.targeting.operations.end_order import withdraw_order
from risk.targeting.queries.lists import order_file
from risk.targeting.queries.matching import FIND, OrdersAsked, orders_for
from risk.targeting.rules.matching import RAREST_FIRST, anchor_of, anchors_of, concerns
from tests.factories.people import UserFactory
from tests.factories.targeting import NOON, an_order
from tests.risk.test_shipment_rules import QUIET

pytestmark = [pytest.mark.feature("R-03")]
POINTS = {"risk.order_points": {"DOCUMENTS": 20, "SCAN": 50, "OPEN": 100}}
FACTS = replace(
    QUIET,
    enterprise_key="91350100M000100Y43",
    container_nos=("MSKU1234565", "TGHU1234567"),
    vessel="HAI YANG 7",
    port="VNSGN",
    declarant="li.wei",
    voyage="0268E",
    consignee_address="12 Haicang Road, Xiamen",
)
EACH = {
    "enterprise": "91350100M000100Y43",
    "container_no": "TGHU1234567",
    "hs_prefix": "6109",
    "departure": "VN",
    "port": "vnsgn",
    "vessel": " hai  yang 7",
    "declarant": "Li.Wei",
    "voyage": "0268e",
    "address": " 12  haicang road,  Xiamen ",
}


@pytest.mark.parametrize("name", EACH)
def test_each_thing_that_an_order_can_name_meets_its_shipment_alone(name):
    target = Target(**{name: EACH[name]})
    assert concerns(target, FACTS)
    assert anchor_of(target) in anchors_of(FACTS)
    assert not concerns(replace(target, **{name: "x"}), FACTS)


def test_all_that_is_named_must_agree():
    assert concerns(Target(**EACH), FACTS)
    for name in EACH:
        assert not concerns(replace(Target(**EACH), **{name: "OTHER"}), FACTS)


def test_an_order_that_names_nothing_meets_nothing():
    assert not concerns(Target(), FACTS)


@given(st.sets(st.sampled_from(RAREST_FIRST), min_size=1))
def test_whatever_is_named_the_order_stands_under_a_key_of_the_shipment(names):
    target = Target(**{name: EACH[name] for name in names})
    assert concerns(target, FACTS)
    assert anchor_of(target) in anchors_of(FACTS)


@pytest.mark.django_db
@pytest.mark.usefixtures("registers")
@pytest.mark.parametrize(
    ("method", "channel"), [("DOCUMENTS", "DOCUMENTS"), ("SCAN", "SCAN"), ("OPEN", "OPEN")]
)
def test_an_order_leads_to_the_channel_it_asks_for_and_counts_its_hit(method, channel):
    order = an_order(method=method)
    verdict = assess_shipment(facts=replace(FACTS, grade="ADVANCED"), now=NOON)
    assert verdict.channel == channel
    assert verdict.is_controlled is (method != "DOCUMENTS")
    assert order.order_no in verdict.rules
    file = order_file(order_no=order.order_no)
    assert [(one.assessment_no, one.subject_reference) for one in file.hits] == [
        (verdict.assessment_no, FACTS.reference)
    ]
    stored = assessment_of(subject_reference=FACTS.reference)
    assert stored.at_least == method
    assert stored.score == sum(hit.points for hit in stored.hits)


@pytest.mark.django_db
@pytest.mark.usefixtures("registers")
def test_an_order_speaks_from_its_first_to_its_last_moment_only():
    order = an_order(starts_at=NOON + timedelta(hours=1), until=NOON + timedelta(hours=2))

    def speaks(at):
        return order.order_no in [
            one.order_no for one in orders_for(facts=FACTS, at=at, law=POINTS).orders
        ]

    assert not speaks(NOON)
    assert speaks(NOON + timedelta(hours=1))
    assert not speaks(NOON + timedelta(hours=2))
    withdraw_order(
        order_no=order.order_no, reason="No longer needed here",
        by=UserFactory(risk_officer=True), now=NOON,
    )  # fmt: skip
    assert not speaks(NOON + timedelta(hours=1))


def _many(*, state: str, count: int, first: int, officer) -> None:
    """Orders against as many enterprises and headings, stored as they would stand after years."""
    ends = NOON + timedelta(days=30) if state == "IN_FORCE" else NOON - timedelta(days=5)
    told = json.dumps({"at": NOON.isoformat(), "by": officer.pk, "reason": "seeded", "law": ""})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO targeting_controlorder (order_no, state, enterprise, container_no,"
            " hs_prefix, departure, port, vessel, declarant, anchor, method, purpose, ground,"
            " reason, starts_at, until, placed_by_id, placed_at, term_set_by_id, end_reason, move)"
            " SELECT 'T-' || n, 'IN_FORCE', '', '', '', '', '', 'SHIP ' || n, '', 'vessel:SHIP '"
            " || n, 'SCAN', 'TAX', 'CL-28', 'seeded', %s, %s, %s, %s, %s, '', %s"
            " FROM generate_series(%s, %s) AS n",
            [NOON - timedelta(days=60), ends, officer.pk, NOON - timedelta(days=60), officer.pk,
             told, first, first + count - 1],
        )  # fmt: skip
        if state != "IN_FORCE":
            cursor.execute(
                "UPDATE targeting_controlorder SET state = 'EXPIRED', ended_at = until,"
                " move = %s WHERE until <= %s",
                [told, NOON],
            )


@pytest.mark.django_db
@pytest.mark.usefixtures("registers")
def test_one_statement_reads_only_what_may_match_whatever_was_ever_kept():
    officer = UserFactory(risk_officer=True)
    _many(state="EXPIRED", count=10_000, first=1_000_000, officer=officer)
    _many(state="IN_FORCE", count=2_000, first=2_000_000, officer=officer)
    wanted = an_order(by=officer, hs_prefix="610910")
    assert ControlOrder.objects.count() == 12_001
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = orders_for(facts=FACTS, at=NOON, law=POINTS)
    assert len(asked) == 1
    assert [one.order_no for one in found.orders] == [wanted.order_no]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE targeting_controlorder")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {FIND}", [anchors_of(FACTS), NOON, NOON])
        plan = json.dumps(cursor.fetchone()[0])
    assert "control_order_by_anchor" in plan
    assert "Seq Scan" not in plan
    assert "Rows Removed by Filter" not in plan or '"Rows Removed by Filter": 0' in plan


def test_the_officers_reason_is_the_reason_of_the_hit():
    order = OrderInForce(
        order_id=1, order_no="T-000001", target=Target(hs_prefix="61"), method="OPEN",
        ground="CL-28", reason="Double bottoms",
    )  # fmt: skip
    (hit,) = OrdersAsked((order,), POINTS["risk.order_points"])(FACTS)
    assert (hit.rule, hit.points, hit.at_least) == ("T-000001", 100, "OPEN")
    assert "Double bottoms" in hit.reason_en
    assert not hit.shown_to_enterprise
