"""A learned model's services: signed, in shadow by one person, counting by two, back by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from risk.learning import queries
from risk.learning.models import RiskModel, Service
from risk.learning.operations.put_to_service import (
    AlreadyInService,
    NothingCounts,
    SecondPersonNeeded,
    ask_to_count,
    confirm_counting,
    end_shadow,
    put_in_shadow,
    refuse_counting,
    roll_back,
)
from risk.learning.operations.register_model import ModelNotUsable, register_model
from risk.models.artefact import JSON_NAME, written
from risk.models.columns import columns_of
from risk.models.reading import ModelFault
from risk.models.shipped import SHIPPED
from risk.models.training import Plan, train
from tests.factories.people import UserFactory
from tests.risk.test_learned_models import some_declarations
from tests.risk.test_shipment_rules import QUIET

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WHY = "Better on the last quarter"


def active_model(*, at):
    """The first that reads at that moment: the one that counts, else the one in shadow."""
    return next(iter(queries.models_in_force(at=at)), None)


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    queries._artefact.cache_clear()
    queries._reading.cache_clear()


@pytest.fixture
def writer():
    return UserFactory(risk_officer=True)


@pytest.fixture
def second():
    return UserFactory(risk_officer=True)


@pytest.fixture
def shipped(writer):
    return register_model(folder=SHIPPED, by=writer, now=NOW)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory):
    rows, truth = some_declarations(rows=900)
    learned = train(columns_of(rows), truth, plan=Plan(seeds=(1,), most_trees=35))
    folder = tmp_path_factory.mktemp("small")
    card = {
        "data": {"from": "2021-01-01", "to": "2021-06-30", "rows": 900, "faults": 200,
                 "sha256": "0" * 64, "refused": 0},
        "split": {"late_from": "2021-05-01", "late_rows": 225, "trees": 35},
        "figures_late": learned.figures, "limits_en": ["Small."], "limits_zh": ["很小。"],
    }  # fmt: skip
    written(learned.trained, folder, name="small", card=card)
    return folder


@pytest.fixture
def small(small_folder, writer):
    return register_model(folder=small_folder, by=writer, now=NOW)


def counting(model_no, writer, second, at):
    ask_to_count(model_no=model_no, reason=WHY, by=writer, now=at)
    confirm_counting(model_no=model_no, by=second, now=at)


def told():
    return [entry.name for entry in JournalEntry.objects.order_by("id")]


def nothing_changed(before):
    return (Service.objects.count(), told()) == before


def now_stands():
    return Service.objects.count(), told()


@pytest.mark.feature("R-04")
def test_a_model_in_shadow_reads_and_does_not_count(shipped, writer):
    put_in_shadow(model_no=shipped, by=writer, now=NOW)
    model = active_model(at=LATER)
    assert (model.model_no, model.counts) == (shipped, False)
    reading = model.read(QUIET)
    assert sum(points for _, points in reading.parts) == reading.score
    assert (reading.digest, reading.model) == (model.digest, "declarations-2020")
    assert active_model(at=NOW - timedelta(minutes=1)) is None


def test_the_riskiest_item_speaks_for_the_shipment(shipped, writer):
    put_in_shadow(model_no=shipped, by=writer, now=NOW)
    model = active_model(at=LATER)
    (item,) = QUIET.items
    others = tuple(replace(item, hs6=code) for code in ("870322", "330300", "851712"))
    alone = [model.read(replace(QUIET, items=(one,))).score for one in others]
    assert model.read(replace(QUIET, items=others)).score == max(alone)


def test_which_model_reads_is_one_statement(shipped, writer, django_assert_num_queries):
    put_in_shadow(model_no=shipped, by=writer, now=NOW)
    with django_assert_num_queries(1):
        assert active_model(at=LATER) is not None


@pytest.mark.feature("R-04")
def test_two_persons_let_it_count_and_one_takes_it_back(shipped, small, writer, second):
    counting(shipped, writer, second, NOW)
    counting(small, second, writer, LATER)
    assert active_model(at=LATER).model_no == small
    back = roll_back(reason="Too many stops at the quay", by=writer, now=LATER + timedelta(hours=1))
    assert back == shipped
    active = active_model(at=LATER + timedelta(hours=2))
    assert (active.model_no, active.counts) == (shipped, True)
    assert active_model(at=NOW + timedelta(minutes=1)).model_no == shipped
    assert active_model(at=LATER + timedelta(minutes=1)).model_no == small
    assert "risk.model-activated" in told()


def test_going_back_from_the_first_model_leaves_none(shipped, writer, second):
    counting(shipped, writer, second, NOW)
    assert roll_back(reason="Wrong on fish", by=second, now=LATER) == ""
    assert active_model(at=LATER) is None
    with pytest.raises(NothingCounts):
        roll_back(reason="Once more", by=second, now=LATER)


def test_whoever_asked_cannot_confirm(shipped, writer):
    ask_to_count(model_no=shipped, reason=WHY, by=writer, now=NOW)
    before = now_stands()
    with pytest.raises(SecondPersonNeeded):
        confirm_counting(model_no=shipped, by=writer, now=NOW)
    assert nothing_changed(before)
    assert active_model(at=LATER) is None


def test_the_database_too_wants_two_persons(shipped, writer):
    model = RiskModel.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.create(
            model=model, counts=True, state="IN_FORCE", asked_by=writer, asked_at=NOW,
            confirmed_by=writer, began_at=NOW, move={"at": NOW.isoformat(), "by": writer.pk,
                                                     "reason": "", "law": ""},
        )  # fmt: skip


def test_the_database_never_alters_a_registered_model(shipped):
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskModel.objects.update(name="another")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskModel.objects.all().delete()


def test_a_request_is_refused_with_a_reason(shipped, writer, second):
    ask_to_count(model_no=shipped, reason=WHY, by=writer, now=NOW)
    with pytest.raises(AlreadyInService):
        ask_to_count(model_no=shipped, reason=WHY, by=second, now=NOW)
    with pytest.raises(Fault):
        refuse_counting(model_no=shipped, reason="no", by=second, now=NOW)
    refuse_counting(model_no=shipped, reason="The card shows no later period", by=second, now=NOW)
    assert Service.objects.get().state == "ENDED"
    assert active_model(at=LATER) is None


def test_a_shadow_ends_or_gives_way_to_another(shipped, small, writer):
    put_in_shadow(model_no=shipped, by=writer, now=NOW)
    with pytest.raises(AlreadyInService):
        put_in_shadow(model_no=shipped, by=writer, now=NOW)
    put_in_shadow(model_no=small, by=writer, now=LATER)
    assert active_model(at=LATER).model_no == small
    with pytest.raises(NotFound):
        end_shadow(model_no=shipped, reason="Enough was seen", by=writer, now=LATER)
    end_shadow(model_no=small, reason="Enough was seen", by=writer, now=LATER)
    assert active_model(at=LATER) is None


@pytest.mark.parametrize("act", [put_in_shadow, confirm_counting])
def test_without_the_duty_nothing_is_put_to_service(shipped, act):
    before = now_stands()
    with pytest.raises(NotPermitted):
        act(model_no=shipped, by=UserFactory(clerk=True), now=NOW)
    assert nothing_changed(before)


def test_an_artefact_is_registered_once_and_only_whole(small_folder, small, writer, tmp_path):
    assert register_model(folder=small_folder, by=writer, now=LATER) == small
    assert RiskModel.objects.count() == 1
    for name in ("model.json", "model.onnx"):
        (tmp_path / name).write_bytes((small_folder / name).read_bytes())
    path = tmp_path / JSON_NAME
    path.write_text(path.read_text()[:-9])
    with pytest.raises(ModelNotUsable, match="cut"):
        register_model(folder=tmp_path, by=writer, now=LATER)
    with pytest.raises(NotPermitted):
        register_model(folder=small_folder, by=UserFactory(clerk=True), now=LATER)
    assert RiskModel.objects.count() == 1


@pytest.mark.parametrize(
    ("harm", "cause"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-300]), "cut"),
        (lambda path: path.unlink(), "not in the store"),
    ],
)
def test_stored_files_that_were_harmed_give_no_reading(shipped, writer, harm, cause):
    put_in_shadow(model_no=shipped, by=writer, now=NOW)
    model = active_model(at=LATER)
    harm(storage.path_of(model.json_key))
    with pytest.raises(ModelFault, match=cause):
        model.read(QUIET)


def test_a_model_that_this_house_did_not_sign_gives_no_reading(shipped, writer):
    put_in_shadow(model_no=shipped, by=writer, now=NOW)
    model = replace(active_model(at=LATER), signature="ab" * 64)
    with pytest.raises(ModelFault, match="not signed"):
        model.read(QUIET)


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        (replace(QUIET, items=()), "hs6"),
        (replace(QUIET, departure_country=""), "departure"),
        (replace(QUIET, gross_weight_kg=Decimal("NaN")), "gross_weight_kg"),
        (replace(QUIET, value_cny=Decimal("Infinity")), "value_cny"),
    ],
)
def test_facts_that_lack_a_feature_are_refused_by_its_name(shipped, writer, facts, named):
    put_in_shadow(model_no=shipped, by=writer, now=NOW)
    with pytest.raises(ModelFault, match=named):
        active_model(at=LATER).read(facts)


def test_the_pages_show_the_card_and_put_to_service(client, shipped, small, writer, second):
    client.force_login(writer)
    listed = client.get("/officer/risk/models/").content.decode()
    assert shipped in listed
    assert small in listed
    assert small not in client.get(f"/officer/risk/models/?q={shipped}").content.decode()
    rows = b"".join(client.get("/officer/risk/models/?format=csv").streaming_content).decode()
    assert shipped in rows
    page = client.get(f"/officer/risk/models/{shipped}/").content.decode()
    assert "won" in page
    assert "<circle" in page
    assert client.post(f"/officer/risk/models/{shipped}/shadow/").status_code == 302
    refused = client.post(f"/officer/risk/models/{small}/ask/", {"reason": "x"})
    assert refused.status_code == 422
    client.post(f"/officer/risk/models/{small}/ask/", {"reason": WHY})
    client.force_login(second)
    client.post(f"/officer/risk/models/{small}/confirm/")
    view = queries.registered_model(model_no=small)
    assert view.counting
    assert queries.registered_model(model_no=shipped).in_shadow
    client.post("/officer/risk/models/roll-back/", {"reason": "Too many stops"})
    assert not queries.registered_model(model_no=small).counting


def test_the_card_speaks_chinese(client, shipped, writer):
    client.force_login(writer)
    client.cookies["django_language"] = "zh-hans"
    page = client.get(f"/officer/risk/models/{shipped}/").content.decode()
    assert "韩元" in page


def test_the_pages_are_shut_without_the_duty(client, shipped):
    client.force_login(UserFactory(clerk=True))
    for path in ("", f"{shipped}/"):
        assert client.get(f"/officer/risk/models/{path}").status_code == 403
    assert client.post(f"/officer/risk/models/{shipped}/shadow/").status_code == 403
    assert not Service.objects.exists()
