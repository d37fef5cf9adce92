"""Mandates through the pages and the API, in both languages."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from clearance.enterprises.models import Mandate
from clearance.enterprises.states import MandateState
from customs_portal.kit import clock
from tests.factories.mandates import an_offered_mandate
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("C-07"),
    pytest.mark.usefixtures("registers"),
]
PAGES = "/enterprise/mandates/"
API = "/api/v1/mandates"


@pytest.fixture
def importer():
    return UserFactory(clerk=True)


@pytest.fixture
def agent():
    return UserFactory(agent=True)


@pytest.fixture
def as_user(client):
    def enter(user, language="en"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def program(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def answers(agent, **changes):
    today = timezone.localdate(clock.now())
    usual = {
        "agent_uscc": agent.enterprise.uscc,
        "kind": "LONG_TERM",
        "imports": "on",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=90)).isoformat(),
    }
    return usual | changes


def test_a_mandate_is_offered_and_accepted_by_form(as_user, importer, agent):
    page = as_user(importer)
    assert page.get(f"{PAGES}offer/").status_code == 200
    offered = page.post(f"{PAGES}offer/", answers(agent, supervision_modes="0110，1210"))
    mandate = Mandate.objects.get()
    assert offered["Location"] == f"{PAGES}{mandate.mandate_no}/"
    assert mandate.supervision_modes == ["0110", "1210"]
    assert not mandate.exports

    page = as_user(agent)
    assert "1 offer waits" in page.get(PAGES).content.decode()
    accepted = page.post(f"{PAGES}{mandate.mandate_no}/accept/", follow=True).content.decode()
    assert "The signatures fit every word" in accepted
    mandate.refresh_from_db()
    assert mandate.state == MandateState.ACCEPTED


def test_a_refused_offer_keeps_what_was_typed(as_user, importer, agent):
    bad = answers(agent, kind="SINGLE", last_day="2020-01-01", supervision_modes="0110")
    refused = as_user(importer).post(f"{PAGES}offer/", bad)
    words = refused.content.decode()
    assert refused.status_code == 422
    assert "A mandate for one bill of lading names it" in words
    assert agent.enterprise.uscc in words
    assert 'value="0110"' in words
    assert not Mandate.objects.exists()


def test_ending_without_a_reason_says_so_on_the_sheet(as_user, importer, agent):
    mandate = an_offered_mandate(principal=importer, agent=agent, now=clock.now())
    refused = as_user(importer, "zh-hans").post(f"{PAGES}{mandate.mandate_no}/end/", {})
    assert refused.status_code == 422
    assert "对方" in refused.content.decode()
    done = as_user(agent).post(
        f"{PAGES}{mandate.mandate_no}/decline/", {"reason": "No people for this"}, follow=True
    )
    assert "No people for this" in done.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_list_finds_filters_and_sorts(as_user, importer, agent, language):
    first = an_offered_mandate(principal=importer, agent=agent, now=clock.now())
    other = UserFactory(agent=True)
    second = an_offered_mandate(principal=importer, agent=other, now=clock.now())
    page = as_user(importer, language)

    both = page.get(PAGES).content.decode()
    one = page.get(PAGES, {"q": other.enterprise.name_en, "sort": "last_day"}).content.decode()
    none = page.get(PAGES, {"state": "REVOKED"}).content.decode()

    assert first.mandate_no in both and second.mandate_no in both
    assert second.mandate_no in one and first.mandate_no not in one
    assert first.mandate_no not in none
    assert ("委托" in both) == (language == "zh-hans")


def test_without_the_duty_or_of_other_firms_nothing_opens(as_user, importer, agent):
    number = an_offered_mandate(principal=importer, agent=agent, now=clock.now()).mandate_no
    assert as_user(UserFactory(carrier=True)).get(PAGES).status_code == 403
    stranger = as_user(UserFactory(clerk=True))
    assert stranger.get(f"{PAGES}{number}/").status_code == 404
    assert stranger.post(f"{PAGES}{number}/end/", {"reason": "not mine"}).status_code == 404
    assert stranger.post(f"{PAGES}{number}/accept/").status_code == 404
    assert as_user(agent).get(f"{PAGES}offer/").status_code == 403


def test_everything_the_forms_do_the_api_does(importer, agent):
    body = answers(agent) | {"supervision_modes": ["0110"], "imports": True, "exports": True}
    key = {"HTTP_IDEMPOTENCY_KEY": "offer-1"}
    offered = program(importer).post(API, body, format="json", **key)
    again = program(importer).post(API, body, format="json", **key)
    number = offered.json()["mandate_no"]
    assert (offered.status_code, again.json()) == (201, offered.json())
    assert Mandate.objects.count() == 1

    accepted = program(agent).post(f"{API}/{number}/accept")
    assert accepted.json()["state"] == "ACCEPTED"
    assert accepted.json()["signed"] is True
    ended = program(importer).post(f"{API}/{number}/end", {"reason": "We file ourselves"})
    assert ended.json()["state"] == "REVOKED"
    assert [one["mandate_no"] for one in program(agent).get(API).json()] == [number]
    assert program(UserFactory(clerk=True)).get(f"{API}/{number}").status_code == 404


def test_the_api_names_field_rule_and_remedy(importer, agent):
    refused = program(importer).post(
        API, answers(agent, last_day="2026-02-31", kind="SINGLE"), format="json"
    )
    assert refused.status_code in (400, 422)
    assert {one["field"] for one in refused.json()["errors"]} >= {"last_day"}
    number = an_offered_mandate(principal=importer, agent=agent, now=clock.now()).mandate_no
    unsaid = program(agent).post(f"{API}/{number}/decline", {"reason": "no"}, format="json")
    assert unsaid.status_code == 422
    assert unsaid.json()["errors"][0]["remedy"]
