"""Premises leave the pool before its cut-off: a reason, two persons, and all of it published."""

import json
from datetime import timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post
from customs_portal.journal import sealing
from customs_portal.registry.models import CustomsOffice
from inspection.draws.models import PoolDraw, PoolSubject
from inspection.draws.operations.close_day import reveal_draw_secrets
from inspection.draws.operations.commit_pool import commit_pool
from inspection.draws.operations.fix_beacon import fix_beacon
from inspection.draws.queries.day_file import day_file
from inspection.draws.rules.lottery import sha256
from inspection.draws.rules.verify_draw import check
from tests.factories.draws import SITE, VALUE, an_auditor, containers, enter, witnessed
from tests.factories.inspection import NOON, an_officer, inspectors
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("R-14")]

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "/officer/draws/premises/"
API = "/api/v1/draws/subjects/"
ONE = {"place_code": SITE, "reference": "DRAW0000000"}
AGREE, LEAVE = "take-out/agree/", "leave-in/"


@pytest.fixture(autouse=True)
def pool(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)
    firm = UserFactory(clerk=True)
    enter(containers(3, kind="premises", grade="B", uscc=firm.enterprise.uscc))
    return firm


@pytest.fixture
def chief():
    return an_officer("chief", Duty.DISPATCH_INSPECTION)


@pytest.fixture
def deputy():
    return an_officer("deputy", Duty.DISPATCH_INSPECTION)


def as_(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def waiting():
    return sorted(PoolSubject.objects.waiting().values_list("reference", flat=True))


def ask(client, user, reason="closed down", **changes):
    return as_(client, user).post(f"{PAGE}take-out/", {**ONE, "reason": reason, **changes})


def do(client, user, what, **changes):
    return as_(client, user).post(PAGE + what, {**ONE, **changes})


def test_one_asks_another_agrees_and_the_next_pool_publishes_it(client, chief, deputy, pool, told):
    assert ask(client, chief).status_code == 302
    assert len(waiting()) == 3
    assert "A second dispatcher must agree" in client.get(PAGE).content.decode()
    assert "Agree: take it out" in as_(client, deputy).get(PAGE).content.decode()
    assert do(client, deputy, AGREE).status_code == 302
    assert waiting() == ["DRAW0000001", "DRAW0000002"]
    assert told()[-2:] == ["inspection.taking-out-asked", "inspection.subject-taken-out"]
    assert (
        "Taken out before the cut-off"
        in as_(client, pool).get("/enterprise/draws/").content.decode()
    )

    inspectors(3)
    draw_no = commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    row = PoolSubject.objects.get(reference="DRAW0000000")
    leaf = f"X|{row.subject_id}|{sha256('closed down')}|"
    assert leaf in PoolDraw.objects.get().leaves
    shown = as_(client, chief).get(f"/officer/draws/{draw_no}/").content.decode()
    assert "closed down" in shown
    assert row.subject_id not in shown
    sealing.seal_outstanding(now=NOON)
    fix_beacon(draw_no=draw_no, public_value=VALUE, by=an_auditor(), now=NOON + timedelta(hours=1))
    reveal_draw_secrets(now=NOON + timedelta(days=1))
    sealing.seal_outstanding(now=NOON + timedelta(days=1))
    lines = day_file(day=NOON.date()).splitlines()
    assert check(lines, witnessed()) == ("", len(lines))


def test_it_may_be_left_in_and_what_was_taken_out_may_be_entered_again(client, chief, deputy):
    ask(client, chief)
    assert do(client, chief, LEAVE).status_code == 302
    assert len(waiting()) == 3
    assert do(client, deputy, AGREE).status_code == 409
    ask(client, chief, reason="moved away")
    do(client, deputy, AGREE)
    enter(containers(1, kind="premises", grade="B"), now=NOON - timedelta(minutes=5))
    inspectors(3)
    commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    leaves = PoolDraw.objects.get().leaves
    assert leaves.count(PoolSubject.objects.filter(reference="DRAW0000000")[0].subject_id) == 1


def test_the_doors_of_programs_do_the_same(client, chief, deputy):
    def post(user, what, **more):
        body = json.dumps({**ONE, "kind": "premises", **more})
        return as_(client, user).post(API + what, body, content_type="application/json")

    assert post(chief, "out", reason="closed down").status_code == 204
    shown = client.get("/api/v1/draws/premises").json()[0]
    assert (shown["out_reason"], shown["out_asked_by"]) == ("closed down", "chief")
    assert post(deputy, "left-in").status_code == 204
    refused = post(deputy, "out/agreed")
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (
        409,
        "taking_out_not_asked",
    )
    assert post(chief, "out", reason="closed down").status_code == 204
    assert post(deputy, "out/agreed").status_code == 204
    assert waiting() == ["DRAW0000001", "DRAW0000002"]
    assert post(UserFactory(clerk=True), "out", reason="x").status_code == 403


@pytest.mark.parametrize(
    ("reason", "changes", "status", "words"),
    [
        (" ", {}, 422, "Say why this subject must not lie in the pool."),
        ("two\nlines", {}, 422, "Say why this subject must not lie in the pool."),
        ("closed", {"reference": "FOOD-9"}, 404, "no such number"),
        ("closed", {"place_code": "NOWHERE"}, 404, "no such number"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_no_trace(
    client, chief, told, reason, changes, status, words
):
    before = told()
    answer = ask(client, chief, reason, **changes)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert told() == before
    assert not PoolSubject.objects.exclude(out_reason="").exists()


def test_one_person_does_not_spare_and_nobody_of_another_office(client, chief, deputy, told):
    assert ask(client, chief).status_code == 302
    before = told()
    assert ask(client, deputy, "another reason").status_code == 409
    assert do(client, chief, AGREE).status_code == 403
    far = an_officer("far", Duty.DISPATCH_INSPECTION)
    office, _ = CustomsOffice.objects.get_or_create(
        code="5100", defaults={"name_en": "District Customs", "level": "DISTRICT"}
    )
    Post.objects.filter(user=far).update(office=office, place=None)
    assert do(client, far, AGREE).status_code == 403
    assert do(client, an_officer("look", Duty.INSPECT_GOODS), AGREE).status_code == 403
    assert told() == before
    assert len(waiting()) == 3


def test_nothing_leaves_a_pool_that_is_committed(client, chief, deputy, told):
    enter(containers(1, first=90))
    ask(client, chief)
    inspectors(3)
    commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    before = told()
    refused = do(client, deputy, AGREE)
    assert refused.status_code == 409
    assert "nothing leaves it any more" in refused.content.decode()
    body = {**ONE, "kind": "container", "reference": "DRAW0000090", "reason": "gone"}
    api = as_(client, chief).post(f"{API}out", json.dumps(body), content_type="application/json")
    assert (api.status_code, api.json()["errors"][0]["field"]) == (409, "reference")
    assert told() == before
    assert PoolDraw.objects.get().counts == {"premises/B": 3, "container/DISHONEST": 1}
