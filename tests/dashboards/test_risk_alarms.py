"""The risk desk's alarms: a judgement that met an error, a control order that met its goods."""

from datetime import UTC, datetime

import pytest

from dashboards.wall.listeners import alarm_control_order, alarm_troubled_judgement
from dashboards.wall.models import Alarm
from risk.assessments.events import JudgementTroubled
from risk.targeting.events import ControlOrderHit

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-05")]
AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_a_judgement_that_met_an_error_raises_one_alarm_with_its_cause():
    news = JudgementTroubled(
        assessment_no="a1", subject_reference="510120261000000001",
        causes=("X-901 Rule D-777 could not be applied",), troubled_at=AT,
    )  # fmt: skip
    alarm_troubled_judgement(news)
    alarm_troubled_judgement(news)
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.reference) == ("JUDGEMENT_TROUBLED", "510120261000000001")
    assert "D-777" in alarm.details["cause"]


def test_every_hit_of_an_order_is_an_occasion_of_its_one_alarm():
    for number in ("a1", "a2", "a2"):
        alarm_control_order(
            ControlOrderHit(order_no="T-000001", assessment_no=number, method="OPEN", hit_at=AT)
        )
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.reference, alarm.occasions) == ("CONTROL_ORDER_MET", "T-000001", 2)
