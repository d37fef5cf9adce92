"""Posts: given, ended, never to oneself, never mixed with an administrator's."""

from datetime import UTC, datetime, timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post, User
from customs_portal.accounts.operations.manage_people import (
    MixedDuties,
    NotYourOwnPost,
    end_post,
    give_post,
    hire_person,
    set_active,
)
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from tests.factories.people import OfficeFactory, PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


@pytest.fixture
def admin():
    return UserFactory(administrator=True)


def give(admin, user, *duties, **changes):
    values = {
        "username": user.username,
        "office_code": OfficeFactory().code,
        "place_code": "",
        "duties": list(duties),
        "valid_from": NOW,
        "valid_to": None,
        "by": admin,
        "now": NOW,
    }
    return give_post(**{**values, **changes})


def test_a_post_gives_its_duties_from_its_first_to_its_last_moment(admin):
    user = UserFactory()
    give(admin, user, Duty.WORK_GATE, valid_to=NOW + timedelta(hours=8))
    on_duty = [
        bool(officers_on_duty(duty=Duty.WORK_GATE, at=NOW + timedelta(hours=hours)))
        for hours in (-1, 0, 7, 8)
    ]
    assert on_duty == [False, True, True, False]


def test_a_post_at_one_place_counts_there_only(admin):
    lane = PlaceFactory(lane=True)
    user = UserFactory()
    give(admin, user, Duty.WORK_GATE, place_code=lane.code, office_code=lane.office.code)
    here = officers_on_duty(duty=Duty.WORK_GATE, at=NOW, place_code=lane.code)
    there = officers_on_duty(duty=Duty.WORK_GATE, at=NOW, place_code="ELSEWHERE")
    assert (here, there) == ([user], [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"office_code": "0000"}, "office_code"),
        ({"place_code": "NOWHERE"}, "place_code"),
        ({"duties": []}, "duties"),
        ({"duties": ["FLY"]}, "duties"),
        ({"valid_to": NOW}, "valid_to"),
    ],
)
def test_a_wrong_post_is_refused_by_field_and_leaves_no_trace(admin, changes, field):
    user = UserFactory()
    with pytest.raises(Faults) as refusal:
        give(admin, user, Duty.WORK_GATE, **changes)
    assert [fault.field for fault in refusal.value.faults] == [field]
    assert not Post.objects.filter(user=user).exists()
    assert not JournalEntry.objects.exists()


def test_only_an_administrator_gives_posts():
    with pytest.raises(NotPermitted):
        give(UserFactory(reviewer=True), UserFactory(), Duty.WORK_GATE)


def test_nobody_gives_a_post_to_themselves(admin):
    with pytest.raises(NotYourOwnPost):
        give(admin, admin, Duty.READ_LAW)


def test_an_administrator_gets_no_business_duty_and_an_officer_no_keys(admin):
    with pytest.raises(MixedDuties):
        give(admin, UserFactory(reviewer=True), Duty.MANAGE_ACCOUNTS)
    with pytest.raises(MixedDuties):
        give(admin, UserFactory(administrator=True), Duty.WORK_GATE)


def test_a_member_of_an_enterprise_is_no_officer(admin):
    with pytest.raises(NotFound):
        give(admin, UserFactory(clerk=True), Duty.WORK_GATE)


def test_ending_a_post_keeps_its_past(admin):
    user = UserFactory(gate_officer=True)
    post = user.posts.get()
    end_post(username=user.username, post_id=post.pk, by=admin, now=NOW)
    end_post(username=user.username, post_id=post.pk, by=admin, now=NOW + timedelta(days=1))
    post.refresh_from_db()
    assert post.valid_to == NOW
    assert JournalEntry.objects.filter(payload__change="post-ended").count() == 1


def test_a_closed_account_holds_nothing(admin):
    user = UserFactory(gate_officer=True)
    set_active(username=user.username, active=False, by=admin, now=NOW)
    assert not User.objects.get(pk=user.pk).holds(Duty.WORK_GATE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "no spaces"}, "username"),
        ({"display_name": " "}, "display_name"),
        ({"password": "short"}, "password"),
    ],
)
def test_a_wrong_new_officer_is_refused_by_field(admin, changes, field):
    values = {
        "username": "li.na",
        "display_name": "Li Na",
        "display_name_zh": "李娜",
        "password": "a-long-first-password",
    }
    with pytest.raises(Faults) as refusal:
        hire_person(**{**values, **changes}, by=admin, now=NOW)
    assert [fault.field for fault in refusal.value.faults] == [field]


@pytest.mark.parametrize("path", ["/officer/people/", "/officer/people/new/"])
def test_the_pages_open_to_administrators_only(client, admin, path):
    assert client.get(path).status_code == 302
    client.force_login(UserFactory(reviewer=True))
    assert client.get(path).status_code == 403
    client.force_login(admin)
    assert client.get(path).status_code == 200


def test_the_form_of_a_new_officer_keeps_what_was_typed(client, admin):
    client.force_login(admin)
    answer = client.post("/officer/people/new/", {"username": "wang wu", "display_name": "Wang Wu"})
    assert answer.status_code == 422
    assert "Wang Wu" in answer.content.decode()
    assert not User.objects.filter(display_name="Wang Wu").exists()


def test_a_post_is_given_and_ended_on_the_page(client, admin):
    user = UserFactory()
    client.force_login(admin)
    office = OfficeFactory()
    page = f"/officer/people/{user.username}/"
    answer = client.post(page, {"office_code": office.code, "duties": ["WORK_GATE", "READ_LAW"]})
    assert answer.status_code == 302
    post = user.posts.get()
    assert post.duties == ["READ_LAW", "WORK_GATE"]
    client.post(f"{page}change/", {"act": "end-post", "post_id": post.pk})
    assert officers_on_duty(duty=Duty.WORK_GATE, at=datetime.now(tz=UTC)) == []
