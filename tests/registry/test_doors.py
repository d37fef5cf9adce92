"""The doors of the registry: goods, checks while typing, the law, for programs and for readers."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from customs_portal.registry.law import current_pack
from customs_portal.registry.law.book import titles
from customs_portal.registry.models import Country, HsCode
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    for code, english, chinese in (
        ("85", "Electrical machinery", "电机、电气设备"),
        ("8517", "Telephone sets", "电话机"),
        ("851713", "Telephone sets; smartphones", "智能手机"),
    ):
        HsCode.objects.create(
            code=code,
            level=len(code),
            parent_id=code[:-2] or None,
            description_en=english,
            description_zh=chinese,
            words=f"{english} {chinese} 手机".lower(),
        )


@pytest.fixture
def program():
    client = APIClient()
    client.force_authenticate(UserFactory(clerk=True))
    return client


def test_goods_are_found_with_duty_and_flags(program, goods):
    (found,) = program.get("/api/v1/hs", {"q": "手机"}).json()["results"]
    assert found["code"] == "851713"
    assert found["description_zh"] == "智能手机"
    assert found["chapter_zh"] == "电机、电气设备"
    assert (found["duty_percent"], found["vat_percent"]) == ("0", "13")
    assert (found["licence"], found["inspection"], found["mark"]) == (False, False, "D")


def test_a_code_is_known_or_refused_with_a_remedy(program, goods):
    assert program.get("/api/v1/hs/8517130000").json()["code"] == "851713"
    refused = program.get("/api/v1/hs/851799")
    assert refused.status_code == 404
    assert refused.json()["code"] == "no_such_goods"
    assert refused.json()["remedy"]


@pytest.mark.parametrize("path", ["/api/v1/hs?q=x", "/api/v1/check/uscc?value=1", "/api/v1/law/x"])
def test_strangers_are_not_answered(path):
    assert APIClient().get(path).status_code in (401, 403)


def test_a_right_number_is_confirmed_with_its_sum(program):
    answer = program.get("/api/v1/check/container", {"value": "csqu 305438-3"}).json()
    assert (answer["ok"], answer["normalised"]) == (True, "CSQU3054383")
    assert answer["explain"][0]["agrees"]
    assert "does not prove" in answer["explain"][0]["verdict"]


def test_a_wrong_number_is_explained_with_the_expected_digit(program):
    answer = program.get("/api/v1/check/uscc", {"value": "91310115MA1H8R7C6D"}).json()
    assert not answer["ok"]
    assert answer["rule"] == "gb32100.check_digit"
    assert "should be 7" in answer["message"]
    assert answer["remedy"]
    assert answer["explain"][0]["expected"] == "7"


def test_the_verdict_speaks_the_readers_language(program):
    answer = program.get(
        "/api/v1/check/container", {"value": "CSQU3054384"}, headers={"accept-language": "zh-hans"}
    ).json()
    assert "校验" in answer["message"]


def test_goods_codes_must_exist_not_only_have_a_shape(program, goods):
    assert program.get("/api/v1/check/hs6", {"value": "8517.13"}).json()["ok"]
    missing = program.get("/api/v1/check/hs6", {"value": "851799"}).json()
    assert (missing["ok"], missing["rule"]) == (False, "no_such_goods")


def test_an_unknown_kind_names_the_known_ones(program):
    answer = program.get("/api/v1/check/horoscope", {"value": "1"})
    assert answer.status_code == 404
    assert "container" in answer.json()["remedy"]


def test_the_law_is_asked_with_a_date(program):
    at = {"on": "2019-03-31"}
    answer = program.get("/api/v1/law/vat.standard", at).json()
    assert (answer["value"], answer["valid_to"], answer["mark"]) == ("16", "2019-04-01", "K")
    assert program.get("/api/v1/law/vat.standard").json()["value"] == "13"


@pytest.mark.parametrize(
    ("key", "on", "code"),
    [
        ("vat.standard", "2008-12-31", "law_gap"),
        ("no.such.key", "2026-01-01", "law_gap"),
        ("vat.standard", "31.3.2019", "bad_day"),
        ("vat.standard", "2019-02-30", "bad_day"),
    ],
)
def test_a_gap_or_a_bad_date_is_an_error(program, key, on, code):
    answer = program.get(f"/api/v1/law/{key}", {"on": on})
    assert answer.status_code == 422
    assert answer.json()["code"] == code


def test_an_officer_reads_the_law_of_a_day(client):
    client.force_login(UserFactory(auditor=True))
    page = client.get(reverse("registry:law"), {"q": "vat standard", "on": "2019-03-31"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "vat.standard" in text
    assert "MoF/STA 32/2018" in text
    assert "vat.reduced" not in text


def test_a_search_without_result_says_so(client):
    client.force_login(UserFactory(auditor=True))
    assert "No results" in client.get(reverse("registry:law"), {"q": "zzz"}).content.decode()


def test_a_rule_is_shown_with_its_whole_history_and_its_gaps(client):
    client.force_login(UserFactory(tax_officer=True))
    address = reverse("registry:law-key", args=["credit.schemes"])
    text = client.get(address, {"on": "2014-01-01"}).content.decode()
    for act in ("ORDER_225", "ORDER_237", "ORDER_251", "ORDER_282"):
        assert act in text
    assert "No rule was in force" in text


def test_the_book_speaks_chinese(client):
    client.force_login(UserFactory(auditor=True, language="zh-hans"))
    page = client.get(reverse("registry:law"), headers={"accept-language": "zh-hans"})
    assert "法规库" in page.content.decode()


def test_whoever_lacks_the_duty_stays_outside(client):
    client.force_login(UserFactory(inspector=True))
    assert client.get(reverse("registry:law")).status_code == 403


def test_an_unknown_rule_or_day_is_refused_in_words(client):
    client.force_login(UserFactory(auditor=True))
    assert client.get(reverse("registry:law-key", args=["x.y"])).status_code == 404
    assert client.get(reverse("registry:law"), {"on": "soon"}).status_code == 422


@pytest.mark.parametrize("words", ["滞报", "late declaration", "late_declaration", "Order 273"])
def test_a_rule_is_found_by_its_name_in_either_language(client, words):
    client.force_login(UserFactory(auditor=True))
    text = client.get(reverse("registry:law"), {"q": words}).content.decode()
    assert "late_declaration.permille_per_day" in text


def test_titles_are_in_both_languages_and_of_real_rules():
    named = titles()
    assert set(named) <= set(current_pack().keys)
    assert all(title["en"] and title["zh"] for title in named.values())


@pytest.mark.parametrize("text", ["VN", "vnm", "viet", "Nam", "越南"])
def test_a_country_is_found_by_code_or_name_in_both_languages(program, text):
    Country.objects.create(code="VN", alpha3="VNM", name_en="Viet Nam", name_zh="越南")
    Country.objects.create(
        code="AE", alpha3="ARE", name_en="United Arab Emirates", name_zh="阿联酋"
    )

    found = program.get("/api/v1/countries", {"q": text}).json()["results"]

    assert [one["code"] for one in found] == ["VN"]
    assert (found[0]["name_en"], found[0]["name_zh"]) == ("Viet Nam", "越南")


def test_a_country_search_for_nothing_finds_nothing(program):
    assert program.get("/api/v1/countries", {"q": " "}).json() == {"results": []}
