"""Books of rules: written by one person, tested, published by another, in force at their hour."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from risk.rulebooks.models import Book, RuleVersion
from risk.rulebooks.operations.publish_book import (
    NotBackTested,
    PublisherWroteIt,
    publish_book,
    start_due_books,
)
from risk.rulebooks.operations.switch_rules import (
    AlreadyAsked,
    SecondPersonNeeded,
    SwitchedSo,
    ask_switch,
    decide_switch,
)
from risk.rulebooks.operations.write_rules import (
    BookHasChanged,
    BookIsSettled,
    leave_rule_out,
    write_rule,
)
from risk.rulebooks.queries import book_in_force
from risk.rulebooks.queries.books import book_of, difference_between, versions_of
from tests.factories.people import UserFactory
from tests.factories.risk import (
    PUBLISHED,
    WHY,
    WRITTEN,
    a_book,
    a_parameter,
    a_rule,
    a_shipment,
    published,
    tried,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-04")]
GONE = "DELETE FROM rulebooks_ruleversion"
LATER = PUBLISHED + timedelta(days=1)
FROM_MM = a_shipment(departure_country="MM")


@pytest.fixture
def writer():
    return UserFactory(risk_officer=True)


@pytest.fixture
def publisher():
    return UserFactory(risk_publisher=True)


def publish(book_no, by, **more):
    return publish_book(
        **{
            "book_no": book_no,
            "digest": book_of(book_no=book_no).digest,
            "reason": WHY,
            "by": by,
            "now": PUBLISHED,
        }
        | more
    )


def test_a_rule_is_written_tested_published_and_then_speaks(django_assert_num_queries, publisher):
    book_no = a_book(a_rule())
    assert book_in_force(at=LATER).rules == ()
    tried(book_no)
    publish(book_no, publisher)
    with django_assert_num_queries(1):
        book = book_in_force(at=LATER)
    with django_assert_num_queries(1):
        assert book_in_force(at=LATER) is book
    assert [one.hit(FROM_MM, {}).points for one in book.rules] == [5]
    assert book.digest == book_of(book_no=book_no).digest
    assert book_in_force(at=WRITTEN).rules == ()


def test_every_version_stays_and_says_who_wrote_it(writer):
    book_no = a_book(a_rule(), writer=writer)
    version = write_rule(book_no=book_no, definition=a_rule(points=7), by=writer, now=WRITTEN)
    assert version == 2
    assert write_rule(book_no=book_no, definition=a_rule(points=7), by=writer, now=WRITTEN) == 2
    assert [one.rule["points"] for one in versions_of(code="D-901")] == [7, 5]
    for attack in (
        "UPDATE rulebooks_ruleversion SET version = 9",
        "DELETE FROM rulebooks_ruleversion",
    ):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)


def test_a_change_after_the_test_asks_for_another_test(writer, publisher):
    book_no = a_book(a_rule(), writer=writer)
    tried(book_no)
    write_rule(book_no=book_no, definition=a_rule(points=9), by=writer, now=WRITTEN)
    assert book_of(book_no=book_no).state == "DRAFT"
    with pytest.raises(NotBackTested):
        publish(book_no, publisher)


def test_whoever_wrote_in_it_does_not_publish_it(untouched):
    both = UserFactory(duties=(Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES))
    book_no = a_book(a_rule(), writer=both)
    tried(book_no)
    with untouched(), pytest.raises(PublisherWroteIt):
        publish(book_no, both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Book.objects.filter(book_no=book_no).update(published_by=both)


def test_publishing_needs_its_duty_and_what_was_read(writer, publisher, untouched):
    book_no = a_book(a_rule())
    tried(book_no)
    with untouched(), pytest.raises(NotPermitted):
        publish(book_no, writer)
    with untouched(), pytest.raises(BookHasChanged):
        publish(book_no, publisher, digest="0" * 64)
    with untouched(), pytest.raises(NotFound):
        publish_book(book_no="RB1", digest="", reason=WHY, by=publisher, now=PUBLISHED)


def test_a_published_book_is_never_altered(writer, publisher, untouched):
    book_no = published(a_rule())
    with untouched(), pytest.raises(BookIsSettled):
        write_rule(book_no=book_no, definition=a_rule(points=1), by=writer, now=LATER)
    with untouched(), pytest.raises(BookIsSettled):
        leave_rule_out(book_no=book_no, code="D-901", by=writer, now=LATER)
    with untouched(), pytest.raises(IllegalMove):
        publish(book_no, publisher, now=LATER)
    for attack in ("content = '[]'", "digest = 'x'", "in_force_from = now()"):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            connection.cursor().execute(f"UPDATE rulebooks_book SET {attack}")


def test_a_book_waits_for_its_hour_and_another_takes_its_place():
    first = published(a_rule())
    second = published(a_rule(points=50), start_at=LATER)
    assert book_of(book_no=second).state == "PUBLISHED"
    assert book_in_force(at=LATER - timedelta(seconds=1)).rules[0].points == 5
    assert book_in_force(at=LATER).rules[0].points == 50  # the hour itself, not the sweep
    assert start_due_books(now=LATER) == 1
    assert start_due_books(now=LATER) == 0
    assert book_of(book_no=first).state == "SUPERSEDED"
    assert book_of(book_no=second).state == "IN_FORCE"
    assert JournalEntry.objects.filter(name="risk.book-came-into-force").count() == 2


def test_two_books_say_what_differs(writer):
    first = a_book(a_rule(), a_rule(code="D-902"))
    second = a_book(a_rule(points=6), a_rule(code="D-903"))
    found = difference_between(book_no=second, other_no=first)
    assert [(one.code, one.change) for one in found] == [
        ("D-901", "changed"),
        ("D-902", "left_out"),
        ("D-903", "added"),
    ]
    assert found[0].fields == ("points",)


def test_a_stale_page_overwrites_nobody(writer, untouched):
    book_no = a_book(a_rule())
    seen = book_of(book_no=book_no).digest
    write_rule(book_no=book_no, definition=a_rule(points=8), seen=seen, by=writer, now=WRITTEN)
    with untouched(), pytest.raises(BookHasChanged):
        write_rule(book_no=book_no, definition=a_rule(points=3), seen=seen, by=writer, now=WRITTEN)


def test_a_switch_needs_two_persons_and_counts_from_its_instant(writer, publisher, untouched):
    published(a_rule(), a_rule(code="D-902", points=1))
    number = ask_switch(code="D-901", off=True, reason=WHY, by=writer, now=LATER)
    assert len(book_in_force(at=LATER).rules) == 2
    with untouched(), pytest.raises(NotPermitted):
        decide_switch(switch_no=number, agreed=True, answer=WHY, by=writer, now=LATER)
    with untouched(), pytest.raises(AlreadyAsked):
        ask_switch(code="D-901", off=True, reason=WHY, by=publisher, now=LATER)
    decide_switch(switch_no=number, agreed=True, answer=WHY, by=publisher, now=LATER)
    at_once = book_in_force(at=LATER)
    assert [one.code for one in at_once.rules] == ["D-902"]
    assert at_once.digest != book_in_force(at=LATER - timedelta(seconds=1)).digest
    with untouched(), pytest.raises(IllegalMove):
        decide_switch(switch_no=number, agreed=False, answer=WHY, by=publisher, now=LATER)
    with untouched(), pytest.raises(SwitchedSo):
        ask_switch(code="D-901", off=True, reason=WHY, by=writer, now=LATER)
    back = ask_switch(code="D-901", off=False, reason=WHY, by=writer, now=LATER)
    after = LATER + timedelta(minutes=1)
    decide_switch(switch_no=back, agreed=True, answer=WHY, by=publisher, now=after)
    assert len(book_in_force(at=after).rules) == 2


def test_nobody_agrees_with_himself(untouched):
    published(a_rule())
    both = UserFactory(duties=(Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES))
    number = ask_switch(code="D-901", off=True, reason=WHY, by=both, now=LATER)
    with untouched(), pytest.raises(SecondPersonNeeded):
        decide_switch(switch_no=number, agreed=True, answer=WHY, by=both, now=LATER)


def test_a_refused_switch_changes_nothing(writer, publisher):
    published(a_rule())
    number = ask_switch(code="D-901", off=True, reason=WHY, by=writer, now=LATER)
    decide_switch(switch_no=number, agreed=False, answer=WHY, by=publisher, now=LATER)
    assert len(book_in_force(at=LATER).rules) == 1


DEAR = {"op": "gt", "left": {"fact": "value_cny"}, "right": {"parameter": "p"}}


def asks(op, left, right):
    return {"when": {"op": op, "left": left, "right": right}}


def _deep(levels):
    tree = a_rule()["when"]
    for _ in range(levels):
        tree = {"op": "not", "of": tree}
    return tree


UNSOUND = {
    "an unknown fact": (
        asks("eq", {"fact": "colour"}, {"value": "x"}),
        "when.left",
        "fact.unknown",
    ),
    "a number for a text": (
        asks("eq", {"fact": "grade"}, {"value": 3}),
        "when.right",
        "value.type",
    ),
    "a text for a number": (
        asks("gt", {"fact": "value_cny"}, {"value": "3"}),
        "when.right",
        "value.type",
    ),
    "an order of texts": (asks("lt", {"fact": "grade"}, {"value": "B"}), "when", "compare.order"),
    "goods outside their list": (
        asks("eq", {"item": "hs6"}, {"value": "1"}),
        "when.left",
        "items.outside",
    ),
    "an unknown parameter": (
        asks("gt", {"fact": "value_cny"}, {"parameter": "p"}),
        "when.right",
        "parameter.unknown",
    ),
    "a parameter of no use": (
        {"parameters": {"spare": a_parameter(3)}},
        "parameters.spare",
        "parameter.unused",
    ),
    "a gap between periods": (
        {
            "when": DEAR,
            "parameters": {
                "p": a_parameter(1, valid_to="2026-01-01") + a_parameter(2, valid_from="2026-02-01")
            },
        },
        "parameters.p",
        "period.gap",
    ),
    "an overlap of periods": (
        {
            "when": DEAR,
            "parameters": {"p": a_parameter(1) + a_parameter(2, valid_from="2026-02-01")},
        },
        "parameters.p",
        "period.overlap",
    ),
    "a blank that nothing fills": (
        {"sentence_en": "{colour}", "sentence_zh": "{colour}"},
        "sentence_en",
        "blank.unknown",
    ),
    "a blank missing in Chinese": ({"sentence_zh": "可疑"}, "sentence_zh", "blank.missing"),
    "a blank that reaches inside": (
        {"sentence_en": "{on.__class__}", "sentence_zh": "{on.__class__}"},
        "sentence_en",
        "blank.unknown",
    ),
    "half a point": ({"points": 2.5}, "points", "points.integer"),
    "no law": ({"law": ""}, "law", "law.needed"),
    "no owner": ({"owner": " "}, "owner", "owner.needed"),
    "a channel of its own": ({"at_least": "JAIL"}, "at_least", "channel.unknown"),
    "a number of another kind": ({"code": "S-101"}, "code", "code.shape"),
    "nothing asked": ({"when": {"op": "and", "of": []}}, "when", "condition.empty"),
    "constants only": (asks("eq", {"value": 1}, {"value": 1}), "when", "compare.kinds"),
    "not a number": (
        asks("gt", {"fact": "value_cny"}, {"value": float("nan")}),
        "when.right",
        "value.type",
    ),
    "a text of no characters": ({"owner": "x\0"}, "rule", "text.shape"),
    "half a character": ({"owner": "x\ud800"}, "rule", "text.shape"),
    "a bottomless tree": ({"when": _deep(900)}, "rule", "condition.depth"),
    "a deep tree": ({"when": _deep(13)}, "when" + ".of" * 13, "condition.depth"),
    "a tree of no kind": ({"when": ["eq"]}, "when", "condition.shape"),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_rule_is_refused_with_field_rule_and_remedy(writer, untouched, name):
    change, field, demand = UNSOUND[name]
    book_no = a_book()
    with untouched(), pytest.raises(Faults) as refused:
        write_rule(book_no=book_no, definition=a_rule(**change), by=writer, now=WRITTEN)
    faults = {(one.field, one.rule): one for one in refused.value.faults}
    assert (field, demand) in faults
    fault = faults[field, demand]
    assert (
        fault.message and fault.remedy and fault.details["of_rule"] == change.get("code", "D-901")
    )


def test_a_rule_that_cannot_be_asked_raises_instead_of_passing():
    """Whoever judges sends the declaration to a person; silence would release it."""
    tree = {"op": "gt", "left": {"fact": "value_cny"}, "right": {"parameter": "p"}}
    published(a_rule(when=tree, parameters={"p": a_parameter(1, valid_from="2026-11-22")}))
    (rule,) = book_in_force(at=LATER).rules
    with pytest.raises(LookupError, match="D-901: parameter p has no value on 2026-11-21"):
        rule.hit(a_shipment(), {})
    broken = replace(a_shipment(), value_cny=Decimal("NaN"))
    with pytest.raises(ValueError, match="value_cny"):
        rule.hit(broken, {})


def test_versions_are_counted_over_all_books():
    a_book(a_rule())
    a_book(a_rule(points=2))
    assert list(RuleVersion.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
