"""The pages and the doors of programs: who sees what of a draw."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from customs_portal.accounts.duties import Duty
from customs_portal.journal import sealing
from inspection.draws.models import PoolDraw, PoolSubject
from inspection.draws.operations.close_day import reveal_draw_secrets
from inspection.draws.operations.commit_pool import commit_pool
from inspection.draws.rules.verify_draw import check
from tests.factories.draws import SITE, VALUE, a_drawn_pool, an_auditor, containers, enter
from tests.factories.inspection import NOON, a_place, an_officer, inspectors
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-01")]


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)


def enter_house(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_dispatcher_commits_and_an_auditor_names_the_value(client):
    inspectors(4)
    enter(containers(40))
    chief = an_officer("chief", Duty.DISPATCH_INSPECTION)
    page = enter_house(client, chief)
    assert SITE in page.get(reverse("draws:list")).content.decode()
    answer = page.post(reverse("draws:commit"), {"place_code": SITE})
    draw_no = PoolDraw.objects.get().draw_no
    assert answer.url == reverse("draws:one", args=[draw_no])
    assert "Value as published" not in page.get(answer.url).content.decode()

    sealing.seal_outstanding(now=NOON)
    page = enter_house(client, an_auditor())
    assert "Value as published" in page.get(answer.url).content.decode()
    page.post(reverse("draws:beacon", args=[draw_no]), {"public_value": VALUE})
    shown = page.get(answer.url).content.decode()
    assert VALUE in shown
    assert "DRAW00000" in shown
    exported = b"".join(page.get(reverse("draws:export")).streaming_content).decode()
    assert draw_no in exported
    assert draw_no in page.get(reverse("draws:list"), {"state": "DRAWN"}).content.decode()


def test_the_results_are_disclosed(client):
    a_drawn_pool(40)
    page = enter_house(client, an_officer("watch", Duty.WATCH_WALL))
    shown = page.get(reverse("draws:disclosed")).content.decode()
    assert "DISHONEST" in shown
    rows = b"".join(page.get(reverse("draws:disclosed-export")).streaming_content).decode()
    assert "container,DISHONEST,10,200" in rows


def test_anybody_reads_a_day_and_its_file_once_it_is_told(client):
    draw_no = a_drawn_pool(20)
    day = reverse("draws:file", args=[NOON.date().isoformat()])
    shown = client.get(reverse("draws:days")).content.decode()
    assert draw_no in shown
    assert client.get(day).status_code == 404
    assert client.get(reverse("draws:file", args=["yesterday"])).status_code == 404

    reveal_draw_secrets(now=NOON + timedelta(days=1))
    lines = client.get(day).content.decode().splitlines()
    assert check(lines, []) == ("", len(lines))
    assert b"hmac" in client.get(reverse("draws:script")).content
    assert b"draw-words" in client.get(reverse("draws:check")).content


def test_a_clerk_fetches_the_receipts_of_the_own_firm(client):
    clerk, other = UserFactory(clerk=True), UserFactory(clerk=True)
    enter(containers(3) + containers(1, first=50, uscc=clerk.enterprise.uscc))
    inspectors(3)
    commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    key = PoolSubject.objects.get(enterprise=clerk.enterprise).pk
    page = enter_house(client, clerk)
    assert "DRAW0000050" in page.get(reverse("draws:own")).content.decode()
    told = json.loads(page.get(reverse("draws:receipt", args=[key])).content)
    assert told["reference"] == "DRAW0000050"
    assert page.get("/api/v1/draws/receipts").json()[0]["key"] == key
    assert page.get(f"/api/v1/draws/receipts/{key}").json() == told
    page = enter_house(client, other)
    assert page.get(reverse("draws:receipt", args=[key])).status_code == 404
    assert page.get(f"/api/v1/draws/receipts/{key}").status_code == 404


def test_programs_of_the_office_do_the_same(client):
    a_place(SITE)
    inspectors(3)
    page = enter_house(client, an_officer("chief", Duty.DISPATCH_INSPECTION))

    def post(address, body):
        return page.post(address, json.dumps(body), content_type="application/json")

    subjects = [
        {"kind": "container", "reference": f"BOX{number}", "grade": "DISHONEST"}
        for number in range(30)
    ]
    answer = post("/api/v1/draws/subjects", {"place_code": SITE, "subjects": subjects})
    assert (answer.status_code, answer.json()) == (201, {"entered": 30})
    out = {"place_code": SITE, "officer": "inspector1", "reason": "brother"}
    assert post("/api/v1/draws/kept-out", out).status_code == 204
    committed = post("/api/v1/draws", {"place_code": SITE})
    assert (committed.status_code, committed.json()["pool"]) == (201, 30)
    assert "|inspector1|" not in PoolDraw.objects.get().leaves.replace("X|inspector1|", "")


def test_a_program_names_the_public_value(client):
    inspectors(4)
    enter(containers(12))
    draw_no = commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    sealing.seal_outstanding(now=NOON)
    page = enter_house(client, an_auditor())
    body = json.dumps({"public_value": '{"round": 9, "randomness": "ab12"}'})
    answer = page.post(
        f"/api/v1/draws/{draw_no}/beacon", body, content_type="application/json"
    ).json()
    assert answer["state"] == "DRAWN"
    assert page.get(f"/api/v1/draws/{draw_no}").json() == answer
    assert page.get("/api/v1/draws").json() == [answer]
    assert PoolDraw.objects.get().public_value == "round 9 ab12"
