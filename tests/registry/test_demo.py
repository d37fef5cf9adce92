"""The demonstration port: whole, legal, told once, and the same after a second telling."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.authtoken.models import Token

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount, User
from customs_portal.kit.identifiers import check_uscc, explain
from customs_portal.registry.demo.devices import devices
from customs_portal.registry.demo.firms import FIRMS
from customs_portal.registry.demo.people import people
from customs_portal.registry.demo.tokens import api_token, device_token
from customs_portal.registry.law import ask
from customs_portal.registry.models import CreditGrade, CustomsOffice, Enterprise, Place
from hardware_adapters.states import DeviceKind

pytestmark = pytest.mark.django_db


def told(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


@pytest.fixture
def _demo(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "a-b-c")
    monkeypatch.setenv("DEVICE_SECRET", "secret")
    return told("load_demo")


def test_sixty_five_places_on_the_plan(_demo):
    kinds = Counter(Place.objects.values_list("kind", flat=True))
    assert kinds == {
        "LANE": 18, "XRAY": 8, "BERTH": 10, "YARD": 12, "WAREHOUSE": 7, "RAIL": 3, "HALL": 7,
    }  # fmt: skip
    spots = list(Place.objects.values_list("map_x", "map_y"))
    assert len(set(spots)) == 65
    assert all(0 < x < 1000 and 0 < y < 1000 for x, y in spots)
    assert Place.objects.get(code="G3-6").name_zh == "3号卡口6道"


def test_offices_in_four_levels(_demo):
    site = CustomsOffice.objects.get(code="510110")
    assert [site.level, site.parent.level, site.parent.parent.level] == [
        "SITE", "SUBORDINATE", "DISTRICT",
    ]  # fmt: skip


def test_enterprises_of_every_grade_with_numbers_that_pass_the_arithmetic(_demo):
    today = date(2026, 11, 21)
    traders = Enterprise.objects.filter(kind="TRADER")
    assert traders.count() >= 8
    assert {firm.grade_on(today).grade for firm in traders} == set(CreditGrade.Grade.values)
    for firm in Enterprise.objects.all():
        assert check_uscc(firm.uscc) == firm.uscc
        assert all(arithmetic.agrees for arithmetic in explain("uscc", firm.uscc))


def test_no_firm_ever_held_a_grade_that_its_scheme_did_not_know(_demo):
    for grade in CreditGrade.objects.all():
        assert grade.grade in ask("credit.grades", on=grade.valid_from).value


def test_everybody_signs_in_and_holds_exactly_the_duties_told(_demo):
    for person in people():
        user = User.objects.get(username=person.username)
        assert user.check_password("a-b-c")
        assert user.duties == {duty.value for duty in person.duties}
        assert user.display_name
        assert user.display_name_zh
        assert bool(user.enterprise_id) == bool(person.firm)


def test_every_duty_is_held_by_somebody(_demo):
    held = {duty for person in people() for duty in person.duties}
    assert held == set(Duty)


def test_duties_that_must_be_apart_are_apart(_demo):
    for person in people():
        duties = set(person.duties)
        assert not {Duty.JUDGE_RISK, Duty.INSPECT_GOODS} <= duties
        if Duty.MANAGE_ACCOUNTS in duties:
            assert duties == {Duty.MANAGE_ACCOUNTS}


def test_programs_know_their_tokens_without_a_table(_demo):
    for name in ("trader1", "carrier", "agent"):
        assert (
            Token.objects.get(key=api_token(secret="secret", username=name)).user.username == name
        )
    assert not Token.objects.filter(user__username="inspector1").exists()


def test_devices_stand_where_the_hub_knows_them(_demo):
    assert Counter(DeviceAccount.objects.values_list("kind", flat=True)) == {
        "quay_camera": 10, "xray_gantry": 8, "gate_lane": 18, "weighbridge": 18, "barrier": 18,
        "tag_reader": 18, "e_seal": 18, "lane_controller": 3, "wrist_tablet": 6, "glasses": 6,
        "positioner": 3, "safety_lock": 3, "wall": 1, "robot": 1,
    }  # fmt: skip
    assert {device.kind for device in devices()} <= {*DeviceKind.values, "wall"}
    camera = DeviceAccount.objects.get(code="QC-05")
    assert camera.accepts(device_token(secret="secret", code="QC-05"))
    assert camera.place.code == "B05"
    assert DeviceAccount.objects.get(code="WT-inspector3").worn_by.username == "inspector3"


def test_guarantees_are_opened_for_whoever_has_one(_demo):
    from clearance.duties.queries import guarantees_of

    for firm in FIRMS:
        enterprise = Enterprise.objects.get(uscc=firm.uscc)
        held = guarantees_of(enterprise_id=enterprise.pk, on=date(2026, 11, 21))
        assert len(held) == (firm.guarantee is not None)


def test_a_second_load_changes_nothing(_demo):
    before = set(User.objects.values_list("username", "password"))
    assert "nothing changed" in told("load_demo")
    assert set(User.objects.values_list("username", "password")) == before


def test_what_was_spoilt_is_put_right(_demo):
    Place.objects.filter(code="B05").update(map_x=0)
    assert "1 put right" in told("load_demo")


def test_a_new_password_and_secret_replace_the_old(_demo, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "other")
    monkeypatch.setenv("DEVICE_SECRET", "another")
    told("load_demo")
    assert User.objects.get(username="risk").check_password("other")
    tokens = Token.objects.filter(user__username="carrier").values_list("key", flat=True)
    assert list(tokens) == [api_token(secret="another", username="carrier")]


def test_without_a_password_nothing_is_loaded(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        told("load_demo")
    assert not User.objects.exists()


def test_the_people_are_shown_as_a_table(_demo):
    lines = told("show_demo_people").splitlines()
    assert lines[0].split() == ["Role", "User", "Does", "Starts", "at"]
    assert len(lines) == len(people()) + 1
    assert any("commander" in line and "/supervisor/wall/" in line for line in lines)


def test_an_empty_portal_says_that_nobody_is_there():
    assert told("show_demo_people").startswith("Nobody")


def test_everybody_finds_the_door_where_they_start_open(_demo, client):
    for person in people():
        client.force_login(User.objects.get(username=person.username))
        assert client.get(person.start).status_code == 200, person.username
