"""The lot of a declaration in the file of its day, and the receipt of its firm."""

from datetime import timedelta

import pytest
from django.urls import reverse

from customs_portal.journal import sealing
from inspection.draws.models import DrawDay
from inspection.draws.operations.close_day import SETTLED, reveal_draw_secrets
from inspection.draws.operations.keep_secret import commit_draw_secret, filing_rates
from inspection.draws.queries.day_file import day_file
from inspection.draws.rules.verify_draw import check
from tests.clearance.declarations.test_api import SUMMARY, body_of
from tests.factories.clearance import MORNING, a_manifest_for, a_summary
from tests.factories.draws import witnessed
from tests.factories.duties import GuaranteeFactory
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.feature("M1"),
    pytest.mark.feature("I-01"),
]
BACKEND = "django.contrib.auth.backends.ModelBackend"
DAY = MORNING.date()
NEXT_DAY = MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def morning(chance, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


def signed_in(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def file_one(client, clerk, *, voyage):
    """Through the door of programs, on its manifest: judged at once. The number."""
    summary = a_summary(
        clerk=clerk,
        voyage=voyage,
        involves_tax=True,
        guarantee_no=GuaranteeFactory(enterprise=clerk.enterprise).guarantee_no,
    )
    a_manifest_for(summary)
    answer = signed_in(client, clerk).post(
        SUMMARY,
        body_of(summary),
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY=voyage,
    )
    return answer.json()["declaration_no"]


def receipt_of(client, user, number):
    door = signed_in(client, user).get(f"/api/v1/draws/receipts/declarations/{number}")
    page = client.get(reverse("draws:filing-receipt", args=[number]))
    assert page.status_code == door.status_code
    if page.status_code == 200:
        assert page.json() == door.json()
        assert page.content.count(b"\n") == 1
    return door


def test_a_filing_lies_in_the_file_of_its_day_and_its_receipt_of_the_first_minute_proves_it(
    client, clerk
):
    commit_draw_secret(day=DAY, now=MORNING)
    numbers = [file_one(client, clerk, voyage=f"04{n}E") for n in range(4)]
    early = [receipt_of(client, clerk, one).json() for one in numbers]
    assert {one["secret"] for one in early} == {one["root"] for one in early} == {None}
    assert early[0]["filed"].count("|") >= 4

    assert reveal_draw_secrets(now=NEXT_DAY) == 1
    sealing.seal_outstanding(now=NEXT_DAY)
    lines = day_file(day=DAY).splitlines()
    assert sum(line.startswith('"F|') for line in lines) == 4
    late = [receipt_of(client, clerk, one).json() for one in numbers]
    for others in ([], early, late, witnessed(), [*witnessed(), *early, *late]):
        assert check(lines, others) == ("", len(lines))
    assert [one["drawn"] for one in late] == [one["lot"] < one["rate"] for one in late]
    assert check(lines, [early[0] | {"filed": early[1]["filed"]}])[0]
    assert check(lines, [late[0] | {"drawn": not late[0]["drawn"]}])[0]


def test_only_the_firm_has_the_receipt_and_its_page_shows_the_way_to_it(client, clerk):
    number = file_one(client, clerk, voyage="0431E")
    assert receipt_of(client, clerk, number).status_code == 404  # of no published day
    commit_draw_secret(day=DAY, now=MORNING)
    assert receipt_of(client, clerk, "510120260000000000").status_code == 404
    assert receipt_of(client, UserFactory(clerk=True), number).status_code == 404
    assert receipt_of(client, UserFactory(), number).status_code == 403
    page = signed_in(client, clerk).get(reverse("declarations:detail", args=[number]))
    told = page.content.decode()
    assert reverse("draws:filing-receipt", args=[number]) in told
    assert "Keep the receipt" in told
    reveal_draw_secrets(now=NEXT_DAY)
    told = client.get(reverse("declarations:detail", args=[number])).content.decode()
    assert "anybody computes this lot again" in told


def test_the_day_is_not_closed_while_what_was_filed_before_midnight_may_still_be_stored():
    commit_draw_secret(day=DAY, now=MORNING)
    midnight = MORNING.replace(hour=0, minute=0) + timedelta(days=1)
    midnight -= timedelta(hours=8)  # of this port
    assert reveal_draw_secrets(now=midnight + SETTLED - timedelta(minutes=1)) == 0
    assert reveal_draw_secrets(now=midnight + SETTLED) == 1


def test_the_rates_are_published_with_the_hash_and_an_earlier_secret_stands(settings):
    day = commit_draw_secret(day=DAY, now=MORNING)
    assert filing_rates(on=DAY)["declaration/ORDINARY"] > 0
    settings.DRAW_SECRET = "another one since"  # noqa: S105
    assert commit_draw_secret(day=DAY, now=NEXT_DAY).secret == day.secret
    assert DrawDay.objects.count() == 1
