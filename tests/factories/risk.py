"""Rules as data and facts to judge, legal by default."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from risk.backtests.operations.run_backtest import ask_backtest, run_next_part
from risk.facts import ItemFacts, ShipmentFacts
from risk.rulebooks.operations.publish_book import publish_book
from risk.rulebooks.operations.write_rules import draft_book, write_rule
from risk.rulebooks.queries.books import book_of
from tests.factories.people import UserFactory

PERIOD = {
    "valid_from": "2015-01-01", "valid_to": None, "owner": "Risk desk", "source": "test",
}  # fmt: skip


def a_rule(**changes):
    """Goods from Myanmar, five points."""
    return {
        "code": "D-901",
        "when": {"op": "eq", "left": {"fact": "departure_country"}, "right": {"value": "MM"}},
        "points": 5,
        "at_least": "",
        "sentence_en": "Shipped from {departure_country}.",
        "sentence_zh": "启运国（地区）{departure_country}。",
        "quotes": {},
        "law": "Customs Law, article 28",
        "shown_to_enterprise": False,
        "owner": "Risk desk",
        "parameters": {},
    } | changes


def a_parameter(value, **changes):
    return [PERIOD | {"value": value} | changes]


def goods(**changes):
    return ItemFacts(
        **{
            "hs6": "610910", "name": "T-shirts", "origin": "CN", "quantity": Decimal(100),
            "unit": "pieces", "value_cny": Decimal("5000.50"),
        }
        | changes
    )  # fmt: skip


def a_shipment(*items, **changes):
    return ShipmentFacts(
        **{
            "reference": "510120261000000001", "on": date(2026, 11, 21), "transport_mode": "2",
            "grade": "ORDINARY", "enterprise_key": "91310000MA1FL0000A",
            "departure_country": "KR", "items": items or (goods(),),
            "value_cny": Decimal("5000.50"), "gross_weight_kg": Decimal("120.05"),
            "manifest_weight_kg": Decimal("120.05"), "manifest_pieces": 10, "declared_pieces": 10,
        }
        | changes
    )  # fmt: skip


WRITTEN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WHY = "Because the test asks for it"


def a_book(*rules, writer=None, now=WRITTEN):
    """A draft that holds these rules; its number."""
    writer = writer or UserFactory(risk_officer=True)
    book_no = draft_book(title="Rules of a test", by=writer, now=now)
    for rule in rules:
        write_rule(book_no=book_no, definition=rule, by=writer, now=now)
    return book_no


def tried(book_no, *, by=None, now=WRITTEN, days=30):
    """The book with a finished back-test; the back-test's number."""
    number = ask_backtest(
        book_no=book_no, since=now - timedelta(days=days), until=now + timedelta(seconds=1),
        by=by or UserFactory(risk_officer=True), now=now,
    )  # fmt: skip
    while run_next_part(backtest_no=number, now=now):
        pass
    return number


def published(*rules, now=PUBLISHED, start_at=None):
    """A book in force, written, tested and published by those who may; its number."""
    book_no = a_book(*rules)
    tried(book_no)
    publish_book(
        book_no=book_no, digest=book_of(book_no=book_no).digest, reason=WHY, start_at=start_at,
        by=UserFactory(risk_publisher=True), now=now,
    )  # fmt: skip
    return book_no
