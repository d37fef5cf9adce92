"""The demonstration rules are sound, speak when they should, and stop nothing alone."""

from decimal import Decimal

import pytest

from risk.rules.book import Book
from risk.rules.demo_rules import DEMO_RULES
from tests.factories.risk import a_shipment, goods

BOOK = Book(DEMO_RULES)
SPEAKING = {
    "D-001": a_shipment(goods(hs6="050710")),
    "D-002": a_shipment(goods(hs6="440349", origin="MM")),
    "D-003": a_shipment(goods(hs6="284410")),
    "D-004": a_shipment(goods(hs6="880622")),
    "D-005": a_shipment(goods(hs6="262011")),
    "D-006": a_shipment(goods(hs6="970610")),
    "D-007": a_shipment(goods(hs6="710812", value_cny=Decimal(5_000_000))),
    "D-008": a_shipment(*[goods() for _ in range(40)], value_cny=Decimal(300_000)),
    "D-009": a_shipment(grade="", value_cny=Decimal(20_000_000)),
    "D-010": a_shipment(gross_weight_kg=Decimal("0.05"), declared_pieces=10),
    "D-011": a_shipment(value_cny=Decimal("4999")),
    "D-012": a_shipment(container_nos=tuple("ABCDEFGHIJKLMNOPQRST")),
    "D-013": a_shipment(goods(hs6="210690", origin="KP")),
}


@pytest.mark.parametrize("code", [one["code"] for one in DEMO_RULES])
def test_each_rule_speaks_of_its_own_case_with_every_blank_filled(code):
    hits = {one.code: one.hit(SPEAKING[code], {}) for one in BOOK.rules}
    hit = hits[code]
    assert hit is not None
    assert "{" not in hit.reason_en + hit.reason_zh and "–" not in hit.reason_en
    assert hit.law


def test_an_ordinary_shipment_meets_no_rule():
    assert not [one for one in BOOK.rules if one.hit(a_shipment(), {})]


def test_no_rule_stops_anything_alone():
    assert all(0 < one.points <= 8 and not one.at_least for one in BOOK.rules)
