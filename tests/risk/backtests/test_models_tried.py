"""A learned model tried on the past, with a book or alone, side by side with what happened."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from customs_portal.kit import storage
from customs_portal.kit.errors import Fault, NotFound
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.backtests.models import BackTest
from risk.backtests.operations import run_backtest
from risk.backtests.operations.run_backtest import ask_backtest, run_next_part
from risk.backtests.queries.trials import backtest_of, differences_of
from risk.backtests.queries.tried import tried_model
from risk.learning import queries
from risk.learning.models import RiskModel
from risk.learning.operations.put_to_service import ask_to_count, confirm_counting, put_in_shadow
from risk.learning.operations.register_model import register_model
from risk.models.shipped import SHIPPED
from risk.outcomes.operations.record_outcome import record_outcome
from risk.rulebooks.queries.books import book_of
from tests.factories.law import law_with
from tests.factories.people import UserFactory
from tests.factories.risk import WRITTEN, a_book, a_rule, a_shipment, goods

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-04")]
PAST = 20
ROUTES = (("610910", "CN"), ("870323", "DE"), ("220421", "FR"), ("851712", "VN"), ("300490", "US"))
NO_LOT = dict.fromkeys(
    ("ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST", "SERIOUSLY_DISHONEST", "UNKNOWN"), 0
)


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    queries._artefact.cache_clear()
    queries._reading.cache_clear()


@pytest.fixture(autouse=True)
def no_lot():
    with law_with(**{"risk.random_permille_by_grade": NO_LOT}):
        yield


def steps_of(model):
    """Every reading gives points; the highest that the routes of the test know stop."""
    top = max(queries.told_of(model, [facts_of(n) for n in range(PAST)]))
    return [[0, 0], [1, 1], [top, 60]], top


@pytest.fixture
def officer():
    return UserFactory(risk_officer=True)


@pytest.fixture
def model_no(officer):
    return register_model(folder=SHIPPED, by=officer, now=WRITTEN)


def facts_of(n):
    hs6, origin = ROUTES[n % len(ROUTES)]
    return a_shipment(
        goods(hs6=hs6, origin=origin), reference=f"5101202610100{n:05d}", lot=None,
        departure_country=origin,
    )  # fmt: skip


@pytest.fixture
def past():
    return [
        assess_shipment(facts=facts_of(n), now=WRITTEN - timedelta(minutes=n + 1))
        for n in range(PAST)
    ]


def tried(officer, **what):
    number = ask_backtest(
        since=WRITTEN - timedelta(days=2), until=WRITTEN + timedelta(days=1), by=officer,
        now=WRITTEN, **what,
    )  # fmt: skip
    while run_next_part(backtest_no=number, now=WRITTEN):
        pass
    return backtest_of(backtest_no=number)


def test_many_at_once_are_told_what_each_is_told_alone(model_no):
    model = queries.registered(model_no=model_no)
    several = [facts_of(n) for n in range(PAST)]
    two = a_shipment(goods(hs6="870323", origin="DE"), goods(hs6="220421", origin="FR"))
    several += [two, replace(two, items=()), replace(two, value_cny=Decimal("NaN"))]
    told = queries.told_of(model, several)
    assert told[:-2] == [model.read(one).probability_ppm for one in several[:-2]]
    assert told[-2:] == [None, None]


def test_a_model_in_no_service_is_tried_beside_what_happened(past, model_no, officer):
    model = queries.registered(model_no=model_no)
    steps, top = steps_of(model)
    risky = [n for n in range(PAST) if model.read(facts_of(n)).probability_ppm >= top]
    assert 0 < len(risky) < PAST, "the routes of the test are of several kinds"
    record_outcome(
        subject_reference=facts_of(risky[0]).reference, found=True, kind="FAULT", by="inspector1",
        now=WRITTEN,
    )  # fmt: skip
    with law_with(**{"risk.model_points": steps}):
        view = tried(officer, model_no=model_no)
    assert (view.model_no, view.model_digest, view.book_no) == (model_no, model.digest, "")
    assert (view.tally.judged, view.tally.then, view.tally.now) == (PAST, 0, len(risky))
    assert (view.tally.found_then, view.tally.found_now) == (0, 1)
    assert view.hours_now == round(len(risky) * view.minutes_per_control / 60, 1)
    (line,) = view.models
    assert (line.code, line.hits, line.outcomes, line.found) == (f"M-{model.name}", PAST, 1, 1)
    assert line.rate is not None and line.rate[0] == 1.0 and line.rate[1] < 1
    assert view.models_then == ()
    rows = differences_of(backtest_no=view.backtest_no, way="more", sort="")
    assert {one.subject_reference for one in rows} == {facts_of(n).reference for n in risky}
    assert all(one.rules_now[-1] == f"M-{model.name}" for one in rows)
    by_country = {one.name: one for one in view.countries}
    assert sum(one.now for one in by_country.values()) == len(risky)
    assert sum(one.hours_now for one in by_country.values()) == view.hours_now


@pytest.mark.usefixtures("past")
def test_book_and_model_together_publish_nothing_and_the_book_alone_does(model_no, officer):
    book_no = a_book(a_rule(points=1))
    both = tried(officer, book_no=book_no, model_no=model_no)
    assert both.green is True
    assert book_of(book_no=book_no).backtest_no == ""
    alone = tried(officer, book_no=book_no)
    assert book_of(book_no=book_no).backtest_no == alone.backtest_no


def test_without_a_book_the_data_rules_of_then_stay(model_no, officer, monkeypatch):
    """A model is tried in the world as it was: what the book of that day said still counts."""
    from tests.factories.risk import PUBLISHED, published

    published(a_rule(points=60))
    facts = a_shipment(departure_country="MM", reference="510120261020000001", lot=None)
    verdict = assess_shipment(facts=facts, now=PUBLISHED + timedelta(hours=1))
    assert "D-901" in verdict.rules
    monkeypatch.setattr(run_backtest, "PART", 1)
    number = ask_backtest(
        model_no=model_no, since=PUBLISHED, until=PUBLISHED + timedelta(days=1), by=officer,
        now=PUBLISHED + timedelta(hours=2),
    )  # fmt: skip
    while run_next_part(backtest_no=number, now=PUBLISHED + timedelta(hours=2)):
        pass
    view = backtest_of(backtest_no=number)
    assert (view.tally.then, view.tally.now, view.tally.differing) == (1, 1, 0)
    assert [one.code for one in view.rules] == ["D-901"]


def test_the_model_that_counted_then_stands_beside_the_one_that_is_tried(model_no, officer):
    put_in_shadow(model_no=model_no, by=officer, now=WRITTEN - timedelta(hours=2))
    ask_to_count(
        model_no=model_no, reason="for the test", by=officer, now=WRITTEN - timedelta(hours=2)
    )
    confirm_counting(
        model_no=model_no, by=UserFactory(risk_officer=True), now=WRITTEN - timedelta(hours=1)
    )
    steps, _top = steps_of(queries.registered(model_no=model_no))
    with law_with(**{"risk.model_points": steps}):
        verdicts = [
            assess_shipment(facts=facts_of(n), now=WRITTEN - timedelta(minutes=n + 1))
            for n in range(PAST)
        ]
        view = tried(officer, model_no=model_no)
    assert view.tally.then == sum(one.is_controlled for one in verdicts) > 0
    assert view.tally.differing == 0, "the same model over the same facts says the same"
    assert view.models == view.models_then


def test_the_ranking_of_each_day_decides_the_points(model_no):
    model = tried_model(model_no=model_no)
    taxed = a_shipment(
        goods(hs6="870323", origin="DE", tax_cny=Decimal(900_000)), departure_country="DE"
    )
    with law_with(
        **{
            "risk.model_points": [[0, 1]],
            "risk.model_revenue_points": [[0, 2], [10, 3]],
            "risk.model_ranking": "REVENUE",
        }
    ):
        assert model.points([taxed, facts_of(0)]) == [3, 1]  # no tax is known of the second
    with law_with(**{"risk.model_points": [[0, 1]]}):
        assert tried_model(model_no=model_no).points([taxed]) == [1]


@pytest.mark.usefixtures("past")
def test_facts_that_a_model_cannot_read_release_nobody(model_no, officer):
    bad = replace(facts_of(0), reference="510120261030000001", departure_country="")
    assess_shipment(facts=bad, now=WRITTEN - timedelta(minutes=90))
    view = tried(officer, model_no=model_no)
    assert view.tally.causes == {"model": 1}
    assert view.green is False
    (row,) = differences_of(backtest_no=view.backtest_no, way="more", sort="")
    assert row.subject_reference == bad.reference


def test_what_cannot_be_tried_is_refused(model_no, officer, untouched):
    good = {"since": WRITTEN - timedelta(days=2), "until": WRITTEN, "by": officer, "now": WRITTEN}
    with untouched(), pytest.raises(Fault) as nothing:
        ask_backtest(**good)
    assert (nothing.value.field, nothing.value.rule) == ("book_no", "back-test.subject")
    with untouched(), pytest.raises(NotFound):
        ask_backtest(**good, model_no="RM-00000000")
    storage.path_of(RiskModel.objects.get().json_key).unlink()
    queries._artefact.cache_clear()
    with untouched(), pytest.raises(Fault) as broken:
        ask_backtest(**good, model_no=model_no)
    assert (broken.value.field, broken.value.rule) == ("model_no", "model.whole")
    assert not BackTest.objects.exists()


def test_the_pages_try_a_model_and_say_so(past, model_no, officer, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: WRITTEN)
    client = Client()
    client.force_login(officer)
    form = client.get("/officer/risk/backtests/new/", {"model_no": model_no}).content.decode()
    assert f'<option value="{model_no}" selected' in form
    refused = client.post("/officer/risk/backtests/new/", {"book_no": "", "model_no": ""})
    assert refused.status_code == 422
    sent = {"model_no": model_no, "since": "2026-11-18", "until": "2026-11-20"}
    answer = client.post("/officer/risk/backtests/new/", sent, follow=True)
    text = answer.content.decode()
    assert model_no in text and "As tried" in text
    number = BackTest.objects.get().backtest_no
    listed = client.get("/officer/risk/backtests/", {"q": model_no}).content.decode()
    assert number in listed
    rows = b"".join(
        client.get(f"/officer/risk/backtests/{number}/", {"export": "summary"}).streaming_content
    ).decode()
    assert rows.splitlines()[0].lstrip("\ufeff").startswith("part,name,judged")
    assert f"all,,{PAST}," in rows and "\ncountry,DE," in rows.replace("\r", "")


def test_the_door_for_programs_tries_a_model(past, model_no, officer, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: WRITTEN)
    client = Client()
    client.force_login(officer)
    sent = {
        "model_no": model_no,
        "since": "2026-11-18T00:00:00+08:00",
        "until": "2026-11-21T00:00:00+08:00",
    }
    answer = client.post("/api/v1/risk/backtests", sent, content_type="application/json")
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert (told["model_no"], told["book_no"], told["state"]) == (model_no, "", "DONE")
    assert {one["name"] for one in told["countries"]} == {"CN", "DE", "FR", "VN", "US"}
    assert all(line["rate"] is None for line in told["models"])
