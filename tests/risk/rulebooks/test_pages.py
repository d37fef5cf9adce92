"""The rule books through their pages: written in rows, previewed, tested, published, switched."""

import json

import pytest

from customs_portal.journal.models import JournalEntry
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.rulebooks.forms import RuleAnswers
from risk.rulebooks.models import Book, Switch
from risk.rulebooks.queries import book_in_force
from risk.rulebooks.queries.books import book_of, switch_of
from risk.rules.demo_rules import DEMO_RULES
from risk.rules.rows import rows_of, tree_of
from tests.factories.people import UserFactory
from tests.factories.risk import (
    PUBLISHED,
    WHY,
    WRITTEN,
    a_book,
    a_rule,
    a_shipment,
    published,
    tried,
)

pytestmark = pytest.mark.django_db
HOME = "/officer/risk/books/"
ANSWERS = {
    "code": "D-950",
    "points": "12",
    "at_least": "DOCUMENTS",
    "sentence_en": "{hs6} from {departure_country}, {per_kg} a kg under {floor}.",
    "sentence_zh": "{hs6} 来自 {departure_country}，每千克 {per_kg}，低于 {floor}。",
    "law": "Customs Law, article 28",
    "owner": "Risk desk",
    "join": "and",
    "goods": "any",
    "row-0-fact": "departure_country",
    "row-0-comparison": "in",
    "row-0-value": "MM, KR",
    "row-1-fact": "item.hs6",
    "row-1-comparison": "prefix",
    "row-1-value": "61",
    "row-2-fact": "value_cny",
    "row-2-by": "div",
    "row-2-other": "gross_weight_kg",
    "row-2-comparison": "lt",
    "row-2-value": "@floor",
    "par-0-name": "floor",
    "par-0-valid_from": "2015-01-01",
    "par-0-value": "60",
    "par-0-owner": "Risk desk",
    "par-0-source": "test",
    "quote-0-name": "per_kg",
    "quote-0-fact": "value_cny",
    "quote-0-by": "div",
    "quote-0-other": "gross_weight_kg",
}


@pytest.fixture(autouse=True)
def the_hour(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: PUBLISHED)


@pytest.fixture
def writer(client):
    user = UserFactory(risk_officer=True)
    client.force_login(user)
    return user


def enter(client, user):
    client.force_login(user)
    return client


@pytest.mark.feature("R-04")
def test_a_rule_is_written_in_rows_and_speaks_once_another_has_published_it(client, writer):
    made = client.post(f"{HOME}new/", {"title": "Cheap shirts"})
    book_no = Book.objects.get().book_no
    assert made.url == f"{HOME}{book_no}/"
    saved = client.post(f"{HOME}{book_no}/rules/new/", ANSWERS)
    assert saved.status_code == 302, saved.context["errors"]
    assert "D-950" in client.get(f"{HOME}{book_no}/").content.decode()
    asked = client.post(
        "/officer/risk/backtests/new/",
        {"book_no": book_no, "since": "2026-10-01", "until": "2026-11-20"},
    )
    assert "Green" in client.get(asked.url).content.decode()
    head = enter(client, UserFactory(risk_publisher=True))
    page = head.get(f"{HOME}{book_no}/publish/").content.decode()
    assert book_of(book_no=book_no).digest in page
    done = head.post(
        f"{HOME}{book_no}/publish/", {"digest": book_of(book_no=book_no).digest, "reason": WHY}
    )
    assert done.status_code == 302
    (rule,) = book_in_force(at=PUBLISHED).rules
    hit = rule.hit(a_shipment(), {})
    assert hit.reason_en == "610910 from KR, 41.653478 a kg under 60."
    assert hit.reason_zh == "610910 来自 KR，每千克 41.653478，低于 60。"
    assert rule.at_least == "DOCUMENTS"
    assert "In force" in head.get(HOME).content.decode()


def test_what_is_wrong_stands_beside_its_field_and_the_answers_stay(client, writer, untouched):
    book_no = a_book(writer=writer)
    wrong = ANSWERS | {
        "points": "many",
        "row-2-value": "cheap",
        "law": "",
        "sentence_zh": "{floor}",
    }
    with untouched():
        page = client.post(f"{HOME}{book_no}/rules/new/", wrong)
    assert page.status_code == 422
    assert "Row 3: This is not a number." in page.content.decode()
    assert 'value="cheap"' in page.content.decode()
    wrong["row-2-value"] = "@floor"
    with untouched():
        page = client.post(f"{HOME}{book_no}/rules/new/", wrong).content.decode()
    for words in ("Points are whole numbers", "names the article of law", "missing in the other"):
        assert words in page


def test_a_row_is_added_without_scripts_and_without_saving(client, writer, untouched):
    book_no = a_book(writer=writer)
    with untouched():
        page = client.post(f"{HOME}{book_no}/rules/new/", ANSWERS | {"act": "row"}).content.decode()
    assert 'name="row-3-fact"' in page
    assert 'value="MM, KR"' in page


def test_every_demonstration_rule_can_be_edited_in_rows():
    for rule in DEMO_RULES:
        rows = rows_of(rule["when"])
        assert rows is not None, rule["code"]
        assert tree_of(rows) == rule["when"]
        assert RuleAnswers.from_rule(rule).definition() == rule, rule["code"]


def test_a_condition_beyond_rows_is_kept_as_a_tree(client, writer):
    inner = {"op": "eq", "left": {"fact": "grade"}, "right": {"value": "ORDINARY"}}
    tree = {"op": "not", "of": {"op": "or", "of": [inner, a_rule()["when"]]}}
    book_no = a_book(a_rule(when=tree), writer=writer)
    page = client.get(f"{HOME}{book_no}/rules/D-901/")
    answers = page.context["answers"]
    assert json.loads(answers.tree) == tree
    sent = {**answers.plain, "points": "6", "tree": answers.tree}
    assert client.post(f"{HOME}{book_no}/rules/D-901/", sent).status_code == 302
    rule = book_of(book_no=book_no).rule("D-901").rule
    assert (rule["points"], rule["when"]) == (6, tree)


def test_the_preview_counts_what_the_rule_would_have_hit(client, writer, untouched):
    for n, country in enumerate(("MM", "KR", "US")):
        facts = a_shipment(reference=f"51012026100000000{n}", departure_country=country)
        assess_shipment(facts=facts, now=WRITTEN)
    with untouched():
        page = client.post("/officer/risk/backtests/preview/", ANSWERS).content.decode()
    assert "It would have hit 2 of the last 3 judgements." in page
    with untouched():
        page = client.post("/officer/risk/backtests/preview/", {"code": "D-1"}).content.decode()
    assert "not complete yet" in page


def test_lists_are_searched_sorted_and_exported(client, writer):
    first = published(a_rule())
    second = a_book(a_rule(), a_rule(code="D-902", points=30), writer=writer)
    everything = client.get(HOME)
    assert {one.book_no for one in everything.context["rows"]} == {first, second}
    for query, kept in (
        ("q=D-902", [second]),
        ("state=IN_FORCE", [first]),
        (f"q={first}", [first]),
        ("q=nothing", []),
    ):
        rows = client.get(f"{HOME}?{query}").context["rows"]
        assert [one.book_no for one in rows] == kept
    assert [one.book_no for one in client.get(f"{HOME}?sort=-rule_count").context["rows"]] == [
        second,
        first,
    ]
    lines = b"".join(client.get(f"{HOME}?export=csv")).decode().splitlines()
    assert len(lines) == 3
    one = f"{HOME}{second}/"
    assert [r.code for r in client.get(f"{one}?sort=-points").context["rows"]] == ["D-902", "D-901"]
    assert [r.code for r in client.get(f"{one}?q=d-902").context["rows"]] == ["D-902"]
    assert len(b"".join(client.get(f"{one}?export=rules")).decode().splitlines()) == 3
    assert len(b"".join(client.get(f"{one}?export=states")).decode().splitlines()) == 2
    page = client.get(f"{one}difference/?with={first}").content.decode()
    assert "D-902" in page and "added" in page


def test_the_writer_cannot_publish_and_is_told_so(client, writer, untouched):
    book_no = a_book(a_rule(), writer=writer)
    tried(book_no)
    assert (
        "another officer publishes it" in client.get(f"{HOME}{book_no}/publish/").content.decode()
    )
    with untouched():
        answer = client.post(
            f"{HOME}{book_no}/publish/", {"digest": book_of(book_no=book_no).digest, "reason": WHY}
        )
    assert answer.status_code == 403


def test_publishing_without_a_reason_or_for_yesterday_is_refused(client, untouched):
    book_no = a_book(a_rule())
    tried(book_no)
    head = enter(client, UserFactory(risk_publisher=True))
    digest = book_of(book_no=book_no).digest
    for wrong in ({"reason": "no"}, {"reason": WHY, "start_at": "2020-01-01T00:00"},
                  {"reason": WHY, "start_at": "soon"}):  # fmt: skip
        with untouched():
            page = head.post(f"{HOME}{book_no}/publish/", {"digest": digest} | wrong)
        assert page.status_code == 422
        assert "error-summary" in page.content.decode()


def test_a_rule_is_switched_off_by_two_persons(client, writer, untouched):
    published(a_rule())
    page = client.get(f"{HOME}rules/D-901/").content.decode()
    assert "Switch off at once" in page
    with untouched():
        assert client.post(f"{HOME}rules/D-901/", {"off": "yes", "reason": ""}).status_code == 422
    assert client.post(f"{HOME}rules/D-901/", {"off": "yes", "reason": WHY}).status_code == 302
    number = Switch.objects.get().switch_no
    assert number in client.get(f"{HOME}switches/?state=ASKED").content.decode()
    with untouched():
        refused = client.post(f"{HOME}switches/{number}/", {"act": "agree", "answer": WHY})
    assert refused.status_code == 403
    head = enter(client, UserFactory(risk_publisher=True))
    assert "Agree" in head.get(f"{HOME}switches/{number}/").content.decode()
    head.post(f"{HOME}switches/{number}/", {"act": "agree", "answer": WHY})
    assert switch_of(switch_no=number).state == "DONE"
    assert book_in_force(at=PUBLISHED).rules == ()
    assert "switched off" in head.get(f"{HOME}rules/D-901/").content.decode()
    assert len(b"".join(head.get(f"{HOME}switches/?export=csv")).decode().splitlines()) == 2


def test_a_rule_is_left_out_but_stays_on_record(client, writer):
    book_no = a_book(a_rule(), a_rule(code="D-902"), writer=writer)
    client.post(f"{HOME}{book_no}/rules/D-901/leave-out/")
    assert [one.code for one in book_of(book_no=book_no).rules] == ["D-902"]
    assert client.get(f"{HOME}rules/D-901/").status_code == 200
    assert JournalEntry.objects.filter(name="risk.rule-left-out").count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_read_in_both_languages(client, writer, language):
    book_no = published(*DEMO_RULES)
    client.cookies["django_language"] = language
    for path in ("", "new/", "switches/", f"{book_no}/", f"{book_no}/difference/",
                 f"{book_no}/publish/", f"{book_no}/rules/D-010/", "rules/D-010/"):  # fmt: skip
        page = client.get(f"{HOME}{path}")
        assert page.status_code == 200
        words = ("规则集", "规则") if language == "zh-hans" else ("Rule books", "rule", "Rule")
        assert any(word in page.content.decode() for word in words)


@pytest.mark.parametrize("path", ["", "new/", "switches/", "../backtests/", "../backtests/new/"])
def test_others_stay_outside(client, path):
    client.force_login(UserFactory(reviewer=True))
    assert client.get(f"/officer/risk/books/{path}".replace("books/../", "")).status_code == 403


def test_everything_wrong_is_told_at_once_also_where_a_row_is_wrong(client, writer, untouched):
    book_no = a_book(writer=writer)
    wrong = ANSWERS | {"row-2-value": "cheap", "points": "many", "law": ""}
    with untouched():
        page = client.post(f"{HOME}{book_no}/rules/new/", wrong)
    fields = set(page.context["wrong"])
    assert {"row-2-value", "points", "law"} <= fields
    with untouched():
        page = client.post(f"{HOME}{book_no}/rules/new/", {"points": "5"}).content.decode()
    assert 'name="row-0-fact"' in page


def test_the_preview_knows_the_number_of_a_rule_that_stands(client, writer):
    book_no = a_book(a_rule(), writer=writer)
    page = client.get(f"{HOME}{book_no}/rules/D-901/")
    assert 'name="code" value="D-901" readonly' in page.content.decode()


def test_a_stale_form_keeps_its_answers(client, writer, untouched):
    book_no = a_book(a_rule(), writer=writer)
    with untouched():
        page = client.post(f"{HOME}{book_no}/rules/new/", ANSWERS | {"seen": "0" * 64})
    assert page.status_code == 422
    assert "changed meanwhile" in page.content.decode()
    assert 'value="MM, KR"' in page.content.decode()
