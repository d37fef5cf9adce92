"""Preferences, the start page, the problem pages."""

import re

import pytest
from django.conf import settings

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_the_front_page_greets_visitors_in_their_language(client):
    assert 'lang="en"' in client.get("/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert 'lang="zh-Hans"' in client.get("/").content.decode()


def test_a_commander_starts_at_the_wall(client):
    client.force_login(UserFactory(commander=True), backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert client.get("/").headers["Location"] == "/supervisor/wall/"


def test_the_language_switch_returns_to_the_page_and_never_leaves_the_portal(client):
    person = UserFactory()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    here = {"language": "zh-hans", "next": "/help/keyboard/?a=1"}
    assert client.post("/preferences/language/", here).headers["Location"] == here["next"]
    person.refresh_from_db()
    assert person.language == "zh-hans"
    for away in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = client.post("/preferences/language/", {"language": "en", "next": away})
        assert answer.headers["Location"] == "/"


def test_an_unknown_preference_changes_nothing(client):
    person = UserFactory()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    client.post("/preferences/", {"theme": "pink", "density": "huge", "shortcuts": "maybe"})
    client.post("/preferences/language/", {"language": "tlh"})
    before = (person.theme, person.shortcuts_on, person.language)
    person.refresh_from_db()
    assert (person.theme, person.shortcuts_on, person.language) == before


@pytest.mark.parametrize("path", ["/preferences/", "/preferences/language/"])
def test_preferences_change_by_post_only(client, path):
    assert client.get(path).status_code == 405


def test_problem_pages_say_what_to_do_next(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "To my start page" in answer.content.decode()


def test_pages_carry_no_inline_script_or_style(client):
    for path in ("/", "/styleguide/", "/help/keyboard/", "/no/such/page/"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/enterprise/monthly-bills/", "Tax bills"),
        ("/enterprise/payers/", "Tax bills"),
        ("/enterprise/webhooks/", "API"),
        ("/enterprise/trucks/", "Gate passes"),
        ("/enterprise/tax-bills/", "Tax bills"),
    ],
)
def test_a_list_behind_a_menu_entry_keeps_the_entry_marked(client, address, label):
    client.force_login(UserFactory(clerk=True), backend=settings.AUTHENTICATION_BACKENDS[-1])
    words = client.get(address).content.decode()
    marked = re.findall(r'aria-current="(?:true|page)">([^<]+)</a>', words.split("</header>")[0])
    assert marked == [label]
