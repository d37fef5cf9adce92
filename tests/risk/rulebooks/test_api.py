"""Rule books and back-tests through the programs' door."""

import pytest

from risk.rulebooks.models import Book
from risk.rulebooks.queries import book_in_force
from tests.factories.people import UserFactory
from tests.factories.risk import PUBLISHED, WHY, a_book, a_rule, published
from tests.refusals.conftest import program_of

pytestmark = pytest.mark.django_db
BOOKS = "/api/v1/risk/books"


@pytest.fixture(autouse=True)
def the_hour(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: PUBLISHED)


@pytest.fixture
def writer():
    return program_of(UserFactory(risk_officer=True))


@pytest.fixture
def publisher():
    return program_of(UserFactory(risk_publisher=True))


@pytest.mark.feature("R-04")
def test_a_program_writes_tests_and_another_publishes(writer, publisher):
    made = writer.post(BOOKS, {"title": "By program"}, format="json")
    assert made.status_code == 201
    one = f"{BOOKS}/{made.json()['book_no']}"
    written = writer.put(f"{one}/rules/D-901", {"rule": a_rule()}, format="json")
    assert written.status_code == 200, written.json()
    digest = written.json()["digest"]
    asked = writer.post(
        "/api/v1/risk/backtests",
        {
            "book_no": made.json()["book_no"],
            "since": "2026-10-01T00:00:00Z",
            "until": "2026-11-20T00:00:00Z",
        },
        format="json",
    )
    assert asked.status_code == 202
    number = asked.json()["backtest_no"]
    assert writer.get(f"/api/v1/risk/backtests/{number}").json()["green"] is True
    assert writer.get(f"/api/v1/risk/backtests/{number}/differences").json() == []
    assert len(writer.get("/api/v1/risk/backtests").json()) == 1
    body = {"digest": digest, "reason": WHY}
    assert writer.post(f"{one}/publish", body, format="json").status_code == 403
    done = publisher.post(f"{one}/publish", body, format="json")
    assert (done.status_code, done.json()["state"]) == (200, "IN_FORCE")
    assert book_in_force(at=PUBLISHED).digest == digest
    assert publisher.get(f"{BOOKS}?state=IN_FORCE").json()[0]["digest"] == digest


def test_a_switch_by_program_needs_two(writer, publisher):
    published(a_rule())
    body = {"code": "D-901", "off": True, "reason": WHY}
    asked = writer.post("/api/v1/risk/switches", body, format="json")
    assert asked.status_code == 201
    address = f"/api/v1/risk/switches/{asked.json()['switch_no']}/decide"
    answer = {"agreed": True, "answer": WHY}
    assert writer.post(address, answer, format="json").status_code == 403
    assert publisher.post(address, answer, format="json").json()["state"] == "DONE"
    assert publisher.get("/api/v1/risk/switches?state=DONE").json()[0]["code"] == "D-901"
    assert book_in_force(at=PUBLISHED).rules == ()


@pytest.mark.parametrize(
    ("rule", "field", "demand"),
    [
        (a_rule(points="5"), "points", "points.integer"),
        (a_rule(law=""), "law", "law.needed"),
        (a_rule(when={"op": "eval", "left": {"fact": "grade"}}), "when", "condition.unknown"),
        (a_rule(code="D-902"), "rule.code", "code.address"),
        (a_rule(colour="red"), "colour", "field.unknown"),
    ],
)
def test_an_unsound_rule_is_explained_and_leaves_nothing(writer, untouched, rule, field, demand):
    one = f"{BOOKS}/{a_book()}"
    with untouched():
        answer = writer.put(f"{one}/rules/D-901", {"rule": rule}, format="json")
    assert answer.status_code == 422
    found = {(fault["field"], fault["rule"]): fault for fault in answer.json()["errors"]}
    assert found[field, demand]["message"] and found[field, demand]["remedy"]


@pytest.mark.parametrize("body", [{}, {"rule": "x"}, {"rule": ["x"]}, {"rule": None}])
def test_what_is_no_rule_is_refused_by_its_shape(writer, untouched, body):
    one = f"{BOOKS}/{a_book()}"
    with untouched():
        answer = writer.put(f"{one}/rules/D-901", body, format="json")
    assert answer.status_code == 400


def test_a_rule_is_left_out_by_program(writer):
    book_no = a_book(a_rule())
    answer = writer.delete(f"{BOOKS}/{book_no}/rules/D-901")
    assert (answer.status_code, answer.json()["rule_count"]) == (200, 0)
    assert writer.delete(f"{BOOKS}/{book_no}/rules/D-901").status_code == 404
    assert Book.objects.get().state == "DRAFT"


def test_readers_read_and_others_do_not(untouched):
    book_no = a_book(a_rule())
    auditor = program_of(UserFactory(auditor=True))
    assert auditor.get(f"{BOOKS}/{book_no}").json()["rules"][0]["code"] == "D-901"
    stranger = program_of(UserFactory(reviewer=True))
    with untouched():
        assert auditor.post(BOOKS, {"title": "Mine"}, format="json").status_code == 403
        assert stranger.get(BOOKS).status_code == 403
        assert stranger.post("/api/v1/risk/backtests", {}, format="json").status_code == 403
