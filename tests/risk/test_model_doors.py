"""What the pages of learned models do, programs do: with the same two persons and refusals."""

from datetime import UTC, datetime

import pytest
from rest_framework.test import APIClient

from risk.learning import queries
from risk.learning.models import Service
from risk.learning.operations.register_model import register_model
from risk.models.features import part_of
from risk.models.shipped import SHIPPED
from risk.models.words import COLUMNS, WHOLE, cause_words, part_words
from risk.rules.faults import model_failed
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
WHY = {"reason": "Better on the last quarter"}
ROOT = "/api/v1/risk/models"


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    queries._artefact.cache_clear()
    queries._reading.cache_clear()


@pytest.fixture
def writer():
    return UserFactory(risk_officer=True)


@pytest.fixture
def model_no(writer):
    return register_model(folder=SHIPPED, by=writer, now=NOW)


def door(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def post(user, path, body=None, **headers):
    return door(user).post(f"{ROOT}/{path}", body or {}, format="json", headers=headers)


@pytest.mark.feature("R-04")
def test_models_are_listed_and_shown_with_their_card(model_no, writer):
    listed = door(writer).get(ROOT).json()
    assert [one["model_no"] for one in listed] == [model_no]
    assert door(writer).get(ROOT, {"q": "RM-ZZZ"}).json() == []
    one = door(writer).get(f"{ROOT}/{model_no}").json()
    assert one["signed"] is True
    assert one["card"]["data"]["rows"] > 0
    assert {"name": "origin", "en": "country of origin", "zh": "原产国（地区）"} in one["features"]
    assert door(writer).get(f"{ROOT}/RM-00000000").status_code == 404


@pytest.mark.feature("R-04")
def test_a_model_goes_its_whole_way_by_the_door(model_no, writer):
    second = UserFactory(risk_officer=True)
    assert post(writer, f"{model_no}/shadow").json()["in_shadow"] is True
    again = post(writer, f"{model_no}/shadow")
    assert (again.status_code, again.json()["code"]) == (409, "model_already_in_service")
    assert post(writer, f"{model_no}/end-shadow", WHY).json()["in_shadow"] is False
    short = post(writer, f"{model_no}/ask", {"reason": "x"})
    assert (short.status_code, short.json()["errors"][0]["field"]) == (422, "reason")
    assert post(writer, f"{model_no}/ask", WHY).json()["waiting"] is True
    own = post(writer, f"{model_no}/confirm")
    assert (own.status_code, own.json()["code"]) == (409, "second_person_needed")
    assert post(second, f"{model_no}/refuse", WHY).json()["waiting"] is False
    post(writer, f"{model_no}/ask", WHY)
    assert post(second, f"{model_no}/confirm").json()["counting"] is True
    assert post(second, "roll-back", WHY).json() == {"model_no": ""}
    nothing = post(second, "roll-back", WHY)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "no_model_counts")


def test_a_repeated_request_acts_once(model_no, writer):
    for _ in range(2):
        answer = post(writer, f"{model_no}/ask", WHY, **{"Idempotency-Key": "ask-once"})
        assert answer.status_code == 200
    assert Service.objects.count() == 1


@pytest.mark.parametrize("act", ["shadow", "end-shadow", "ask", "confirm", "refuse"])
def test_without_the_duty_nothing_is_done_nor_seen(model_no, act):
    clerk = UserFactory(clerk=True)
    assert post(clerk, f"{model_no}/{act}", WHY).status_code == 403
    assert post(clerk, "roll-back", WHY).status_code == 403
    assert door(clerk).get(ROOT).status_code == 403
    assert door(clerk).get(f"{ROOT}/{model_no}").status_code == 403
    auditor = UserFactory(auditor=True)
    assert door(auditor).get(f"{ROOT}/{model_no}").status_code == 200
    assert post(auditor, f"{model_no}/{act}", WHY).status_code == 403
    assert not Service.objects.exists()


def test_every_part_of_the_shipped_model_has_words_in_both_languages(model_no):
    raw = {*COLUMNS, "base"} - {"price", "mass", "origin"}
    for feature in queries.registered(model_no=model_no).artefact().trained.features:
        en, zh = part_words(feature)
        assert "+" not in en and "_" not in en
        assert not any(name in en.split() for name in raw if name in ("hs2", "hs4", "hs6"))
        assert any("\u4e00" <= sign <= "\u9fff" for sign in zh), feature
        assert part_words(part_of(feature)) != (part_of(feature), part_of(feature)) or (
            part_of(feature) in ("price",)
        )


def test_parts_are_told_by_their_finest_code():
    assert part_words("hs2+hs4+hs6") == ("commodity", "商品编码")
    assert part_words("hs6+origin+departure") == (
        "commodity, country of origin and country of departure",
        "商品编码＋原产国（地区）＋启运国（地区）",
    )
    assert part_words("hs2+hs4+origin")[0] == "heading and country of origin"
    assert part_words("share of origin") == (
        "faults by country of origin",
        "查获率：原产国（地区）",
    )
    assert part_words("base") == WHOLE["base"]
    assert part_words("of another house") == ("of another house", "of another house")


@pytest.mark.parametrize(
    ("cause", "en", "zh"),
    [
        ("the feature hs6 is missing", "the commodity is not known", "商品编码未知"),
        ("the feature gross_weight_kg is not a finite number",
         "the gross weight is not a finite number", "毛重不是有限数值"),
        ("the feature price is outside of what can be", "the price is outside of what can be",
         "价格超出合理范围"),
        ("the model is not signed by this house", "the model is not signed by this house",
         "模型未经本关签名"),
        ("the model file is cut or no JSON", "the model file is cut or no JSON", "模型文件不完整"),
    ],
)  # fmt: skip
def test_why_a_model_gave_no_reading_is_said_in_both_languages(cause, en, zh):
    assert cause_words(cause) == (en, zh)
    hit = model_failed("declarations", cause)
    assert en in hit.reason_en and zh in hit.reason_zh


def test_the_page_names_what_the_model_looks_at(client, model_no, writer):
    client.force_login(writer)
    page = client.get(f"/officer/risk/models/{model_no}/").content.decode()
    assert "commodity and country of origin" in page
    assert "hs6+" not in page
    client.cookies["django_language"] = "zh-hans"
    chinese = client.get(f"/officer/risk/models/{model_no}/").content.decode()
    assert "商品编码＋原产国" in chinese
