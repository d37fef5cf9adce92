"""The doors of the command centre: who may look, who may answer, what a file holds."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from customs_portal.accounts.duties import Duty
from dashboards.wall.models import Alarm
from dashboards.wall.states import AlarmState
from tests.factories import wall as news
from tests.factories.wall import NOON, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("D-01")]

PAGES = ("/supervisor/wall/", "/supervisor/wall/video/", "/supervisor/alarms/")


@pytest.fixture
def alarm():
    news.port()
    tell(news.passage(opened=False, rule="G-07"))
    return Alarm.objects.get()


def signed_in(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_command_centre_opens_in_both_languages_without_inline_code(alarm, path, language):
    browser = signed_in(news.officer())
    browser.cookies["django_language"] = language

    page = browser.get(path)

    text = page.content.decode()
    assert page.status_code == 200
    assert ("总览" in text or "告警" in text) is (language == "zh-hans")
    assert not re.search(r'\sstyle="|\son\w+="|<script(?![^>]*(src=|application/json))', text)


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_asked_to_sign_in(path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", [*PAGES, "/supervisor/alarms/export/"])
def test_an_inspector_does_not_see_the_command_centre(path):
    inspector = news.officer("inspector", duties=(Duty.INSPECT_GOODS,))
    assert signed_in(inspector).get(path).status_code == 403


def test_every_figure_tells_its_formula_in_both_languages(alarm):
    text = signed_in(news.officer()).get("/supervisor/wall/").content.decode()
    for kpi in ("clearance", "throughput", "release", "hits", "gate", "overdue", "stages"):
        formula = text.split(f'id="formula-{kpi}"')[1][:1500]
        assert '<div lang="en">' in formula
        assert '<div lang="zh-Hans">' in formula
    assert "Median of (time released" in text
    assert "中位数" in text


def test_an_officer_answers_from_the_wall_and_gets_data(alarm):
    browser = signed_in(news.officer())
    answer = browser.post(
        reverse("wall:acknowledge", args=[alarm.alarm_no]), headers={"accept": "application/json"}
    )
    assert answer.json() == {"alarm_no": alarm.alarm_no}
    alarm.refresh_from_db()
    assert alarm.state == AlarmState.ACTIVE_ACK


def test_a_refusal_reaches_the_wall_as_a_problem_with_its_remedy(alarm):
    browser = signed_in(news.officer())
    answer = browser.post(
        reverse("wall:clear", args=[alarm.alarm_no]),
        {"note": "Fine"},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "acknowledge_first"
    assert answer.json()["remedy"]
    alarm.refresh_from_db()
    assert alarm.state == AlarmState.ACTIVE_UNACK


def test_who_only_watches_cannot_answer(alarm):
    browser = signed_in(news.officer("watcher", duties=(Duty.WATCH_WALL,)))
    answer = browser.post(reverse("wall:acknowledge", args=[alarm.alarm_no]))
    assert answer.status_code == 403
    assert "Acknowledge" not in browser.get("/supervisor/alarms/").content.decode()


def test_the_duty_log_works_without_scripts(alarm):
    browser = signed_in(news.officer(display_name="Chen Wei"))
    browser.post(reverse("wall:acknowledge", args=[alarm.alarm_no]))
    browser.post(reverse("wall:clear", args=[alarm.alarm_no]), {"note": "Sent back"})

    text = browser.get("/supervisor/alarms/").content.decode()

    assert "Sent back" in text
    assert "Chen Wei" in text


def test_the_duty_log_is_found_by_state_severity_and_words(alarm):
    tell(news.device_off())
    browser = signed_in(news.officer())

    def found(query):
        text = browser.get(f"/supervisor/alarms/?{query}").content.decode()
        return set(re.findall(r"AL-\d{6}(?=<br><small>)", text))

    numbers = set(Alarm.objects.values_list("alarm_no", flat=True))
    assert found("") == found("state=open") == numbers
    assert found("severity=critical") == {alarm.alarm_no}
    assert found(f"text={alarm.reference}") == {alarm.alarm_no}
    assert found("state=CLEARED_ACK") == set()
    assert found("state=nonsense&severity=nonsense&page=99") == numbers


def test_the_export_holds_the_same_list_and_runs_no_formula(alarm):
    duty = news.officer()
    browser = signed_in(duty)
    browser.post(reverse("wall:acknowledge", args=[alarm.alarm_no]))
    browser.post(reverse("wall:comment", args=[alarm.alarm_no]), {"note": "=1+1"})
    tell(news.device_off(at=NOON))

    lines = browser.get("/supervisor/alarms/export/?severity=critical").content.decode()

    rows = lines.removeprefix("\ufeff").splitlines()
    assert len(rows) == 2
    assert rows[0].startswith("alarm_no,rule,title,severity,state")
    assert f"{alarm.alarm_no},UNRELEASED_AT_GATE" in rows[1]
    assert "duty: =1+1" in rows[1]
    assert not re.search(r"(^|,)[=+@-]", rows[1])


def test_a_screen_is_let_in_by_its_token_and_out_by_a_new_one():
    device = news.screen()
    browser = Client()
    assert browser.get("/supervisor/wall/screen/").status_code == 200
    wrong = browser.post("/supervisor/wall/screen/", {"code": "WALL-1", "token": "wrong"})
    assert wrong.status_code == 422
    assert "do not belong to a wall screen" in wrong.content.decode()

    browser.post("/supervisor/wall/screen/", {"code": "WALL-1", "token": "token-of-the-wall"})
    assert browser.get("/supervisor/wall/").status_code == 200
    assert browser.get("/supervisor/wall/frames/none.jpg").status_code == 404
    assert browser.get("/supervisor/alarms/").status_code == 302

    device.renew_token()
    device.save()
    assert browser.get("/supervisor/wall/").status_code == 302


def test_the_journal_fills_the_wall_again_by_command(alarm, capsys):
    from django.core.management import call_command

    call_command("rebuild_wall")
    assert "rebuilt from 2 entries" in capsys.readouterr().out
