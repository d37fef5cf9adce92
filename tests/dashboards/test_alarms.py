"""Alarms: raised once for each cause, answered by a named person, never lost from the log."""

from datetime import datetime, timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotPermitted
from customs_portal.kit.flow import IllegalMove
from dashboards.wall.models import Alarm, AlarmNote
from dashboards.wall.operations.answer_alarm import (
    AcknowledgeFirst,
    AlreadyAcknowledged,
    AlreadyCleared,
    NoSuchAlarm,
    NoteNeeded,
    acknowledge_alarm,
    clear_alarm,
    comment_alarm,
)
from dashboards.wall.operations.hear_news import hear_news
from dashboards.wall.operations.watch_clock import watch_clock
from dashboards.wall.queries.alarms import alarms_asked_of
from dashboards.wall.states import ALARM_FLOW, AlarmState
from tests.factories import wall as news
from tests.factories.wall import NOON, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("D-01")]

MINUTE = timedelta(minutes=1)


def told():
    names = JournalEntry.objects.order_by("position").values_list("name", flat=True)
    return [name for name in names if name.startswith("wall.")]


def refused_at_gate(number="P-1", rule="G-07", at=NOON):
    tell(news.passage(number, opened=False, rule=rule, at=at))
    return Alarm.objects.latest("pk")


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (news.device_off(), "DEVICE_LOST"),
        (news.passage(opened=False, rule="G-07"), "UNRELEASED_AT_GATE"),
        (news.passage(opened=False, rule="G-09"), "GATE_WEIGHT"),
        (news.passage(opened=False, rule="G-03"), "GATE_REFUSED"),
        (news.unread(), "CONTAINER_UNREAD"),
        (news.undeclared(), "UNDECLARED_CONTAINER"),
        (news.detained(), "INSPECTION_FAULT"),
        (news.reviewed(verdict="SUSPECT"), "SUSPECT_IMAGE"),
        (news.bank_refused(), "BANK_CALLBACK"),
        (news.unanswered(), "WRIST_UNANSWERED"),
        (news.scan_refused(), "SCAN_REFUSED"),
        (news.advice_failed(), "ADVICE_MISSING"),
    ],
)
def test_each_cause_raises_its_alarm(event, rule):
    tell(event)
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.state) == (rule, AlarmState.ACTIVE_UNACK)
    assert told() == ["wall.alarm-raised"]


@pytest.mark.parametrize(
    "event", [news.detained(), news.reviewed(verdict="SUSPECT")], ids=["detained", "suspect"]
)
def test_an_alarm_about_an_inspection_stands_where_the_box_is_inspected(event):
    tell(news.ordered("IO-1", place="H1"), event)
    assert Alarm.objects.get().place_code == "H1"


def test_an_alarm_about_a_scan_stands_where_the_gantry_is():
    tell(news.device_on("XG-1", "X7"), news.scan_refused())
    assert Alarm.objects.get().place_code == "X7"


def test_the_room_is_told_once_that_advice_is_missing_until_there_is_advice_again():
    tell(news.advice_failed("SC-1"), news.advice_failed("SC-2"))
    alarm = Alarm.objects.get()
    assert (alarm.occasions, alarm.state) == (2, AlarmState.ACTIVE_UNACK)
    tell(news.advised())
    assert Alarm.objects.get().state == AlarmState.CLEARED_UNACK


def test_one_picture_that_cannot_be_read_is_no_alarm_of_the_room():
    tell(news.advice_failed(of_model=False))
    assert not Alarm.objects.exists()


def test_news_that_is_in_order_raises_nothing():
    tell(news.passage(), news.reviewed(), news.landed(), news.device_on(), news.bad_frame())
    assert not Alarm.objects.exists()


def test_one_open_alarm_counts_its_occasions():
    refused_at_gate("P-1")
    alarm = refused_at_gate("P-2", at=NOON + MINUTE)
    assert Alarm.objects.count() == 1
    assert alarm.occasions == 2
    assert alarm.last_at == NOON + MINUTE


def test_an_old_occasion_told_again_does_not_open_a_cleared_alarm():
    alarm = refused_at_gate()
    duty = news.officer()
    acknowledge_alarm(alarm_no=alarm.alarm_no, by=duty, now=NOON)
    clear_alarm(alarm_no=alarm.alarm_no, note="Sent back", by=duty, now=NOON + MINUTE)

    hear_news()

    assert Alarm.objects.get().state == AlarmState.CLEARED_ACK
    refused_at_gate("P-2", at=NOON + 2 * MINUTE)
    assert Alarm.objects.count() == 2


def test_a_device_that_comes_back_ends_its_alarm_unacknowledged():
    tell(news.device_off(), news.device_on(at=NOON + MINUTE))
    alarm = Alarm.objects.get()
    assert alarm.state == AlarmState.CLEARED_UNACK
    assert told() == ["wall.alarm-raised", "wall.alarm-cleared"]


def test_late_news_of_a_device_that_is_back_raises_nothing():
    tell(news.device_on(at=NOON + MINUTE), news.device_off(at=NOON))
    assert not Alarm.objects.exists()


@pytest.mark.parametrize(
    "end",
    [news.acknowledged, news.drawn, news.concluded, news.cancelled],
    ids=lambda end: end.__name__,
)
def test_a_silent_crew_is_one_alarm_until_the_order_is_answered_or_over(end):
    tell(news.unanswered(), news.unanswered(), news.unanswered(officer="inspector2"))
    alarm = Alarm.objects.get()
    assert (alarm.occasions, alarm.reference, alarm.place_code) == (2, "IO-1", "X1")

    tell(end(number="IO-2", at=NOON + MINUTE))
    assert Alarm.objects.get().state == AlarmState.ACTIVE_UNACK
    tell(end(at=NOON + MINUTE))
    assert Alarm.objects.get().state == AlarmState.CLEARED_UNACK


def test_a_refused_scan_is_an_alarm_until_a_good_one_of_that_box_arrives():
    tell(news.scan_refused())
    assert Alarm.objects.get().details["scan"] == "SC-0"
    tell(news.queued("SC-1", at=NOON + MINUTE))
    assert Alarm.objects.get().state == AlarmState.CLEARED_UNACK


def test_a_burst_of_bad_messages_is_one_alarm():
    for second in range(6):
        tell(news.bad_frame(at=NOON + timedelta(seconds=second)))
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.occasions) == ("FRAMES_REFUSED", 2)


def test_waiting_reviews_are_one_alarm_a_place_and_end_with_the_queue():
    tell(news.queued("SC-1"), news.queued("SC-2"))
    watch_clock(now=NOON + 9 * MINUTE)
    assert not Alarm.objects.exists()

    watch_clock(now=NOON + 11 * MINUTE)
    watch_clock(now=NOON + 12 * MINUTE)
    assert Alarm.objects.get().details == {"waiting": "2"}

    tell(news.reviewed("SC-1"), news.reviewed("SC-2"))
    watch_clock(now=NOON + 13 * MINUTE)
    assert Alarm.objects.get().state == AlarmState.CLEARED_UNACK


def test_a_critical_alarm_nobody_answers_goes_to_the_shift_leader_once():
    refused_at_gate()
    assert watch_clock(now=NOON + 4 * MINUTE) == 0
    assert watch_clock(now=NOON + 5 * MINUTE) == 1
    assert watch_clock(now=NOON + 9 * MINUTE) == 0
    assert told() == ["wall.alarm-raised", "wall.alarm-escalated"]


def asked():
    return Alarm.objects.latest("pk").asked


def test_the_supervisor_of_that_site_is_asked_before_one_of_the_whole_office():
    news.officer("everywhere")
    gate = news.officer("of-the-lane", place="G1-1")
    news.officer("elsewhere", place="X1")
    news.officer("no-answers", duties=(Duty.WATCH_WALL,), place="G1-1")
    refused_at_gate()
    watch_clock(now=NOON + 5 * MINUTE)
    assert asked() == gate
    escalated = JournalEntry.objects.get(name="wall.alarm-escalated")
    assert escalated.payload["asked"] == "of-the-lane"


def test_the_next_alarm_asks_whoever_has_fewer():
    first, second = news.officer("anna"), news.officer("bert")
    refused_at_gate()
    watch_clock(now=NOON + 5 * MINUTE)
    assert asked() == first
    tell(news.detained(at=NOON))
    watch_clock(now=NOON + 6 * MINUTE)
    assert asked() == second


def test_with_nobody_on_duty_the_alarm_still_says_so():
    news.officer("gone").posts.update(valid_to=NOON)
    refused_at_gate()
    assert watch_clock(now=NOON + 5 * MINUTE) == 1
    assert asked() is None
    assert JournalEntry.objects.get(name="wall.alarm-escalated").payload["asked"] == ""


def test_who_is_asked_counts_until_somebody_answers():
    officer = news.officer()
    alarm = refused_at_gate()
    assert alarms_asked_of(officer) == 0
    watch_clock(now=NOON + 5 * MINUTE)
    assert alarms_asked_of(officer) == 1
    acknowledge_alarm(alarm_no=alarm.alarm_no, by=officer, now=NOON + 6 * MINUTE)
    assert alarms_asked_of(officer) == 0


def test_an_answered_alarm_is_not_escalated():
    alarm = refused_at_gate()
    acknowledge_alarm(alarm_no=alarm.alarm_no, by=news.officer(), now=NOON)
    assert watch_clock(now=NOON + 30 * MINUTE) == 0


def test_an_officer_takes_comments_and_clears_an_alarm():
    alarm, duty = refused_at_gate(), news.officer()

    acknowledge_alarm(alarm_no=alarm.alarm_no, by=duty, now=NOON + MINUTE)
    comment_alarm(alarm_no=alarm.alarm_no, note=" Driver  asked ", by=duty, now=NOON + MINUTE)
    clear_alarm(alarm_no=alarm.alarm_no, note="Sent back", by=duty, now=NOON + 2 * MINUTE)

    alarm.refresh_from_db()
    assert (alarm.state, alarm.owner, alarm.cleared_by) == (AlarmState.CLEARED_ACK, duty, duty)
    notes = list(AlarmNote.objects.order_by("pk").values_list("text", flat=True))
    assert notes == ["Driver asked", "Sent back"]
    assert told()[1:] == [
        "wall.alarm-acknowledged",
        "wall.alarm-commented",
        "wall.alarm-cleared",
    ]


def _acknowledge(alarm, by):
    acknowledge_alarm(alarm_no=alarm.alarm_no, by=by, now=NOON)


def test_refusals_name_the_reason_and_leave_no_trace():
    alarm, duty = refused_at_gate(), news.officer()
    number = alarm.alarm_no
    before = (told(), Alarm.objects.values().get())

    def refused(reason, act, **how):
        with pytest.raises(reason):
            act(**{"alarm_no": number, "by": duty, "now": NOON} | how)

    watcher = news.officer("watcher", duties=(Duty.WATCH_WALL,))
    elsewhere = news.officer("elsewhere", place="X1")
    refused(AcknowledgeFirst, clear_alarm, note="Fine")
    refused(NotPermitted, acknowledge_alarm, by=watcher)
    refused(NotPermitted, acknowledge_alarm, by=elsewhere)
    refused(NoSuchAlarm, acknowledge_alarm, alarm_no="AL-999999")
    refused(NoteNeeded, comment_alarm, note="   ")
    refused(NoteNeeded, comment_alarm, note="x" * 501)

    assert (told(), Alarm.objects.values().get()) == before
    assert not AlarmNote.objects.exists()


def test_an_alarm_is_taken_and_cleared_only_once():
    alarm, duty = refused_at_gate(), news.officer()
    _acknowledge(alarm, duty)
    with pytest.raises(AlreadyAcknowledged):
        _acknowledge(alarm, news.officer("second"))
    clear_alarm(alarm_no=alarm.alarm_no, note="Done", by=duty, now=NOON)
    with pytest.raises(AlreadyCleared):
        clear_alarm(alarm_no=alarm.alarm_no, note="Done", by=duty, now=NOON)


def test_an_officer_of_that_place_may_answer():
    alarm = refused_at_gate()
    _acknowledge(alarm, news.officer(place="G1-1"))
    alarm.refresh_from_db()
    assert alarm.state == AlarmState.ACTIVE_ACK


@pytest.mark.parametrize("source", AlarmState.values)
@pytest.mark.parametrize("target", AlarmState.values)
def test_every_pair_of_states(source, target):
    legal = {
        ("ACTIVE_UNACK", "ACTIVE_ACK"),
        ("ACTIVE_UNACK", "CLEARED_UNACK"),
        ("ACTIVE_ACK", "CLEARED_ACK"),
        ("CLEARED_UNACK", "CLEARED_ACK"),
    }
    if (source, target) in legal:
        ALARM_FLOW.check(source=source, target=target)
    else:
        with pytest.raises(IllegalMove):
            ALARM_FLOW.check(source=source, target=target)


def test_sites_show_their_gravest_alarm(wall_at):
    news.port()
    tell(news.device_on(), news.device_on("CAM-1", "X1"), news.device_off("WB-1", "G1-1"))
    refused_at_gate()

    cells = wall_at(NOON)

    assert cells["site.G1-1"] == {
        "state": "critical",
        "alarms": 2,
        "rule": "UNRELEASED_AT_GATE",
    }
    assert cells["site.X1"]["state"] == "ok"
    assert [row["rule"] for row in cells["alarms"]["rows"]] == [
        "UNRELEASED_AT_GATE",
        "DEVICE_LOST",
    ]
    assert (cells["alarms"]["open"], cells["alarms"]["unacknowledged"]) == (2, 2)


def test_cameras_beside_an_alarm_come_first(wall_at):
    news.port()
    for number in range(6):
        tell(news.frame(f"QC-{number}", at=NOON + timedelta(seconds=number)))
    tell(news.frame("LANE", "G1-1", at=NOON - 9 * MINUTE))
    refused_at_gate()

    cells = wall_at(NOON)

    assert len([key for key in cells if key.startswith("camera.")]) == 7
    assert cells["video"]["shown"] == ["LANE", "QC-2", "QC-3", "QC-4", "QC-5"]
    assert cells["camera.LANE"]["severity"] == "critical"


def test_an_older_picture_never_replaces_a_newer_one(wall_at):
    tell(news.frame(at=NOON), news.frame(at=NOON - MINUTE))
    shown = wall_at(NOON)["camera.QC-01"]["at"]
    assert datetime.fromisoformat(shown) == NOON
