"""The people of the tests are legal people."""

from datetime import date

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.kit.identifiers import check_uscc
from tests.factories.people import (
    TOKEN,
    DeviceFactory,
    EnterpriseFactory,
    PlaceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_an_officer_holds_the_duty_of_the_post():
    assert UserFactory(inspector=True).holds(Duty.INSPECT_GOODS)
    assert not UserFactory().duties


def test_a_clerk_holds_duties_by_membership():
    clerk = UserFactory(clerk=True)
    assert clerk.holds(Duty.FILE_DECLARATION)
    assert check_uscc(clerk.enterprise.uscc) == clerk.enterprise.uscc


def test_the_grade_is_the_one_asked_for():
    assert EnterpriseFactory(advanced=True).grade_on(date(2026, 5, 1)).grade == "ADVANCED"
    assert EnterpriseFactory(grade=None).grade_on(date(2026, 5, 1)) is None


def test_a_place_and_a_device_stand_in_an_office():
    assert PlaceFactory(lane=True).office.code == "5101"
    assert DeviceFactory().accepts(TOKEN)
