"""The robots' list, a finding and the yard's map in a real browser."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from customs_portal.accounts.duties import Duty
from customs_portal.kit import storage
from inspection.robot.models import CheckPicture, RobotCheck
from inspection.robot.operations.hear_robot import Fix, follow_robot
from tests.factories.inspection import NOON, an_officer, elsewhere, inspectors
from tests.factories.robots import ROBOT, YARD, a_check, a_compared_check, a_yard_with_a_robot

pytestmark = [pytest.mark.feature("I-10"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def finding(transactional_db):
    """A seal that differs, with its pictures; another box waits."""
    a_yard_with_a_robot()
    inspectors(2)
    check = a_compared_check(seal="HD9999999")
    made = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 110, 140)).save(made, "JPEG")
    CheckPicture.objects.update(picture_key=storage.put(made.getvalue(), suffix="jpg"))
    a_check(container_no="TEMU3108252", now=NOON - timedelta(hours=3))
    return check, an_officer("robot-chief", Duty.DISPATCH_INSPECTION)


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_list_finding_and_map_are_accessible(
    language, theme, finding, browser_page, assert_accessible, shoot
):
    check, chief = finding
    page = browser_page(
        user=chief, path="/officer/robots/?view=all", language=language, theme=theme
    )
    shoot(page, f"robots-{language}")
    assert_accessible(page)
    page.goto("/officer/robots/?text=nothing-like-this")
    assert_accessible(page)
    page.goto(f"/officer/robots/checks/{check.check_no}/")
    shoot(page, f"robot-check-{language}", full=True)
    assert_accessible(page)
    page.goto("/officer/robots/yards/")
    shoot(page, f"robot-yards-{language}", full=True)
    assert_accessible(page)


def test_a_finding_is_answered_by_keyboard_and_the_answer_taken_back(finding, browser_page):
    check, chief = finding
    page = browser_page(user=chief, path=f"/officer/robots/checks/{check.check_no}/")
    page.get_by_label("What you saw, or why the box must be opened").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#error-summary")
    field = page.get_by_label("What you saw, or why the box must be opened")
    field.fill("The seal was changed by the carrier, the papers follow")
    field.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take my look back").click()
    page.wait_for_selector("text=Your answer")
    assert RobotCheck.objects.get(pk=check.pk).state == "DIFFERS"


def test_the_robot_moves_on_the_map_without_a_reload(finding, browser_page):
    _check, chief = finding
    page = browser_page(user=chief, path="/officer/robots/yards/")
    page.wait_for_selector(f'[data-robot="{ROBOT}"]')
    elsewhere(
        lambda: follow_robot(
            fix=Fix(
                device_code=ROBOT, yard_code=YARD, node="W1-2", x_cm=1_200, y_cm=0,
                battery_percent=61, doing="DRIVING", task_no="", seen_at=timezone.now(),
            )
        )
    )  # fmt: skip
    page.wait_for_selector(f'[data-robot="{ROBOT}"][data-doing="DRIVING"]')
    page.wait_for_selector("text=61 %")
