"""Coming in: name and password, the second factor, and what the journal keeps of it."""

import time

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from customs_portal.journal.models import JournalEntry
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client, user, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": user.username, "password": password, **more})


def said() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("name", flat=True))


def code_for(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, t0=device.t0, step=device.step):06d}"


def test_a_clerk_comes_in_and_the_journal_says_so(client):
    user = UserFactory(clerk=True)
    answer = sign_in(client, user)
    assert answer.status_code == 302
    assert said() == ["accounts.signed-in"]
    assert JournalEntry.objects.get().actor == user


def test_a_wrong_password_is_refused_named_and_journalled_and_the_name_stays(client):
    user = UserFactory(clerk=True)
    answer = sign_in(client, user, password="wrong")
    assert answer.status_code == 422
    assert user.username in answer.content.decode()
    assert "wrong" in answer.context["form"].non_field_errors()[0]
    assert said() == ["accounts.sign-in-refused"]
    assert "_auth_user_id" not in client.session


def test_eight_wrong_tries_lock_the_account_even_for_the_right_password(client, settings):
    settings.AXES_ENABLED = True
    user = UserFactory(clerk=True)
    for _ in range(8):
        sign_in(client, user, password="wrong")
    answer = sign_in(client, user)
    assert answer.status_code in (403, 422, 429)
    assert "_auth_user_id" not in client.session


def test_nobody_is_led_to_another_host(client):
    answer = sign_in(client, UserFactory(clerk=True), next="https://elsewhere.example/")
    assert answer["Location"] == "/"


def test_a_closed_account_stays_out(client):
    user = UserFactory(clerk=True, is_active=False)
    assert sign_in(client, user).status_code == 422


def test_an_officer_outside_the_demo_sets_up_a_second_factor_first(client, settings):
    settings.SECOND_FACTOR_FOR_OFFICERS = True
    user = UserFactory(auditor=True)
    sign_in(client, user)
    refused = client.get("/officer/trail/")
    assert refused.status_code == 302
    assert refused["Location"].startswith("/second-factor/")
    page = client.get("/second-factor/")
    device = TOTPDevice.objects.get(user=user)
    assert page.status_code == 200
    assert client.get("/second-factor/code.png")["Content-Type"] == "image/png"
    answer = client.post("/second-factor/", {"code": code_for(device)})
    assert answer.status_code == 302
    assert client.get("/officer/trail/").status_code == 200
    assert client.get("/second-factor/code.png").status_code == 404


def test_a_clerk_with_an_authenticator_is_asked_for_the_code(client):
    user = UserFactory(clerk=True)
    device = TOTPDevice.objects.create(user=user, confirmed=True)
    sign_in(client, user)
    assert client.get("/", follow=False).status_code == 302
    wrong = client.post("/second-factor/", {"code": "000000"})
    assert wrong.status_code == 422
    time.sleep(1.1)  # the library makes a wrong guess wait a second
    right = client.post("/second-factor/", {"code": code_for(device)})
    assert right.status_code == 302
    assert JournalEntry.objects.filter(payload__second_factor=True).count() == 1


def test_signing_out_ends_the_session(client):
    sign_in(client, UserFactory(clerk=True))
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session
