"""Orders by port, voyage and address meet declarations in two steps: the manifest knows them."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.declarations.models import Declaration
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.manifests.models import ManifestLine
from clearance.manifests.queries import line_of
from customs_portal.kit.errors import Faults
from risk.assessments.models import Assessment
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.assessments.queries import assessment_of
from risk.cases.operations.keep_judged import keep_judged
from risk.cases.queries import Period
from risk.rules.book import DataRule
from risk.rules.replay import facts_from
from risk.targeting.facts import Target
from risk.targeting.queries import matching
from risk.targeting.rules.matching import concerns
from risk.workbench.queries.network import network
from tests.factories.clearance import MORNING, a_manifest_for, a_summary
from tests.factories.people import UserFactory
from tests.factories.risk import a_rule
from tests.factories.targeting import an_order
from tests.risk.targeting.test_matching import FACTS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("R-03"),
    pytest.mark.usefixtures("registers"),
]
_voyages = count(1)
ADDRESS = "12 Haicang Road, Xiamen"


def filed(*, clerk=None, address=ADDRESS, **changes):
    clerk = clerk or UserFactory(clerk=True)
    summary = a_summary(clerk=clerk, **{"voyage": f"R{next(_voyages):04d}W"} | changes)
    a_manifest_for(summary, consignee_address=address)
    return submit_summary(summary=summary, by=clerk, now=MORNING)


@pytest.mark.parametrize(
    "target",
    [
        {"port": "VNSGN"},
        {"voyage": "R0268E", "vessel": "PACIFIC CRANE"},
        {"address": "12 haicang road,  XIAMEN"},
        {"departure": "VN", "port": "VNSGN", "voyage": "r0268e", "vessel": "Pacific Crane"},
    ],
)
def test_an_order_finds_a_summary_by_what_the_manifest_says(target):
    order = an_order(now=MORNING, **target)
    declaration = filed(voyage="R0268E")
    judged = assessment_of(subject_reference=declaration.declaration_no)
    assert order.order_no in [hit.rule for hit in judged.hits]
    assert (judged.facts["port"], judged.facts["voyage"]) == ("VNSGN", "R0268E")
    assert judged.facts["consignee_address"] == ADDRESS


@pytest.mark.parametrize(
    "target", [{"port": "CNXMN"}, {"voyage": "R0001E"}, {"address": "13 Haicang Road, Xiamen"}]
)
def test_another_port_voyage_or_address_is_not_met(target):
    from customs_portal.registry.models import Port

    Port.objects.get_or_create(code="CNXMN", defaults={"name_en": "Xiamen", "country_id": "CN"})
    order = an_order(now=MORNING, **target)
    judged = assessment_of(subject_reference=filed(voyage="R0268E").declaration_no)
    assert order.order_no not in [hit.rule for hit in judged.hits]


def test_an_address_that_is_not_known_equals_no_other():
    """Neither an order, nor a rule, nor the network ties firms by what nobody wrote."""
    one = filed(address="")
    other = filed(address="")
    facts = [assessment_of(subject_reference=each.declaration_no).facts for each in (one, other)]
    assert [told["consignee_address"] for told in facts] == [None, None]
    read = facts_from(facts[0])
    assert not concerns(Target(address=ADDRESS), read)
    same = {
        "op": "eq", "left": {"fact": "consignee_address"}, "right": {"fact": "consignee_address"},
    }  # fmt: skip
    for when in (same, {"op": "ne", "left": same["left"], "right": {"value": "x"}}):
        rule = DataRule(a_rule(when=when, sentence_en="x", sentence_zh="x"))
        assert rule.hit(read, {}) is None
        assert rule.hit(replace(read, consignee_address="x y"), {}) is not None
    keep_judged()
    period = Period(since=MORNING - timedelta(days=1), until=MORNING + timedelta(days=1))
    tied = network(kind="address", key="", period=period)
    assert tied.nodes == ()


def test_firms_of_one_address_are_neighbours_in_the_network():
    for _ in range(2):
        filed()
    keep_judged()
    period = Period(since=MORNING - timedelta(days=1), until=MORNING + timedelta(days=1))
    found = network(kind="address", key=ADDRESS, period=period)
    assert sum(node.kind == "firm" for node in found.nodes) == 2


def test_facts_that_were_stored_with_an_empty_address_read_back_as_not_known():
    stored = {**Assessment.objects.get(assessment_no=filed_no()).facts}
    old = stored | {"consignee_address": "", "port": ""}
    del old["voyage"]
    read = facts_from(old)
    assert (read.consignee_address, read.port, read.voyage) == (None, None, None)


def filed_no():
    return Declaration.objects.get(pk=filed().pk).assessment_no


def test_the_address_costs_no_statement_more():
    """The bill is read once, with its port and its address."""
    declaration = filed()
    with CaptureQueriesContext(connection) as asked:
        line = line_of(transport_document=declaration.transport_document)
    assert len(asked) == 1
    assert (line.loading_port, line.consignee_address) == ("VNSGN", ADDRESS)
    assert ManifestLine.objects.get().consignee_address == ADDRESS


def test_each_order_is_asked_once_a_verdict(monkeypatch):
    asked = []
    monkeypatch.setattr(
        matching, "concerns", lambda target, facts: asked.append(target) or concerns(target, facts)
    )
    order = an_order(port="VNSGN", now=MORNING)
    verdict = assess_shipment(facts=replace(FACTS, grade="ADVANCED"), now=MORNING)
    assert order.order_no in verdict.rules
    assert len(asked) == 1


def test_an_order_names_a_port_that_there_is(untouched):
    officer = UserFactory(risk_officer=True)
    with untouched(), pytest.raises(Faults) as refusal:
        an_order(port="Ho Chi Minh", now=MORNING, by=officer)
    assert [(one.field, one.rule) for one in refusal.value.faults] == [("port", "port.unknown")]
