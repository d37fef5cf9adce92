"""The firm is told that its goods are inspected: where, when, what to bring; never why."""

import json
from datetime import timedelta
from itertools import product

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from inspection.orders.models import FirmNotice
from inspection.orders.operations.answer_notice import (
    InspectionOver,
    NoOtherTimeAsked,
    OtherTimeNeedsReason,
    OtherTimeUnfit,
    RepresentativeMissing,
    ask_other_time,
    confirm_attendance,
    decide_other_time,
)
from inspection.orders.operations.cancel_order import cancel_order
from inspection.orders.operations.report_box import report_box_by_hand
from inspection.orders.queries.notices import notice_of, notices_of
from inspection.orders.states import NOTICE_FLOW, NoticeState
from tests.factories.inspection import BOX, NOON, an_officer, an_order, inspectors
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-32")]

BACKEND = "django.contrib.auth.backends.ModelBackend"
HOUR = timedelta(hours=1)
WHY = "R-971 Seller stands on the list of March"
LOOK_FOR = "dense block behind the doors"


@pytest.fixture
def clerk():
    return UserFactory(clerk=True)


@pytest.fixture
def other():
    return UserFactory(clerk=True)


@pytest.fixture
def chief():
    return an_officer("chief", Duty.DISPATCH_INSPECTION)


@pytest.fixture
def order_no(clerk):
    inspectors(2)
    return an_order(enterprise_id=clerk.enterprise_id, reasons=(WHY,), method="1JA")


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON + HOUR)


def confirm(order_no, by, **changes):
    wanted = {"representative": "Lin Mei", "telephone": "13800000000", "now": NOON + HOUR}
    confirm_attendance(order_no=order_no, by=by, **(wanted | changes))


def ask(order_no, by, **changes):
    wanted = {"wanted_at": NOON + 5 * HOUR, "reason": "broker is ill", "now": NOON + HOUR}
    ask_other_time(order_no=order_no, by=by, **(wanted | changes))


def test_the_firm_is_told_with_the_order_and_an_order_without_a_firm_tells_nobody(order_no, clerk):
    an_order("TGHU1000000")
    told = JournalEntry.objects.get(name="inspection.firm-told").payload
    assert (told["order_no"], told["enterprise_id"]) == (order_no, clerk.enterprise_id)
    assert [one.order_no for one in notices_of(by=clerk, now=NOON)] == [order_no]


def test_when_follows_the_box_and_the_appointment(order_no, clerk, chief):
    seen = [notice_of(order_no=order_no, by=clerk, now=NOON)]
    for n, step in enumerate(("MOVED", "READY"), start=1):
        report_box_by_hand(
            order_no=order_no, step=step, reason="seen", by=chief, now=NOON + n * HOUR
        )
    seen.append(notice_of(order_no=order_no, by=clerk, now=NOON))
    ask(order_no, clerk)
    decide_other_time(order_no=order_no, agrees=True, by=chief, now=NOON + 2 * HOUR)
    seen.append(notice_of(order_no=order_no, by=clerk, now=NOON))
    cancel_order(order_no=order_no, reason="withdrawn", now=NOON + 3 * HOUR)
    seen.append(notice_of(order_no=order_no, by=clerk, now=NOON))
    assert [(one.when, one.at) for one in seen] == [
        ("COMING", NOON + 24 * HOUR),
        ("READY", NOON + 2 * HOUR),
        ("APPOINTED", NOON + 5 * HOUR),
        ("OVER", NOON + 3 * HOUR),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_that_the_firm_can_open_says_why(order_no, clerk, client, language, at_noon):
    client.force_login(clerk, backend=BACKEND)
    client.cookies["django_language"] = language
    doors = [
        "/enterprise/inspections/", "/enterprise/inspections/export.csv",
        f"/enterprise/inspections/{order_no}/", "/api/v1/inspection-notices",
    ]  # fmt: skip
    seen = ""
    for door in doors:
        answer = client.get(door)
        assert answer.status_code == 200, door
        seen += b"".join(answer).decode()
    assert order_no in seen
    assert "12360" in seen
    for hidden in (WHY, "R-971", LOOK_FOR, "1JA", "inspector1", "inspector2", "by lot"):
        assert hidden not in seen, hidden
    keys = set(client.get("/api/v1/inspection-notices").json()[0])
    assert not keys & {"reasons", "method", "opening_reason", "crew", "unloading", "drawn_in"}
    news = [
        json.dumps(row.payload) for row in JournalEntry.objects.filter(name="inspection.firm-told")
    ]
    assert all(WHY not in one for one in news)


def test_another_firms_notice_is_not_found(order_no, other, client, at_noon):
    client.force_login(other, backend=BACKEND)
    assert client.get(f"/enterprise/inspections/{order_no}/").status_code == 404
    assert client.get("/api/v1/inspection-notices").json() == []
    with pytest.raises(NotFound):
        confirm(order_no, other)
    with pytest.raises(NotPermitted):
        confirm(order_no, an_officer("x", Duty.INSPECT_GOODS))


def _mark():
    return list(FirmNotice.objects.values()), JournalEntry.objects.count()


@pytest.mark.parametrize(
    ("act", "changes", "error", "field"),
    [
        (confirm, {"representative": " "}, RepresentativeMissing, "representative"),
        (ask, {"reason": " "}, OtherTimeNeedsReason, "reason"),
        (ask, {"wanted_at": NOON}, OtherTimeUnfit, "wanted_at"),
        (ask, {"wanted_at": NOON + 73 * HOUR}, OtherTimeUnfit, "wanted_at"),
    ],
)
def test_refusals_name_the_field_and_leave_no_trace(order_no, clerk, act, changes, error, field):
    before = _mark()
    with pytest.raises(error) as refused:
        act(order_no, clerk, **changes)
    assert (refused.value.field, bool(refused.value.remedy)) == (field, True)
    assert _mark() == before


def test_an_answer_after_the_end_is_refused(order_no, clerk):
    cancel_order(order_no=order_no, reason="withdrawn", now=NOON)
    for act in (confirm, ask):
        with pytest.raises(InspectionOver):
            act(order_no, clerk)


def test_an_officer_agrees_or_says_why_not(order_no, clerk, chief):
    with pytest.raises(NoOtherTimeAsked):
        decide_other_time(order_no=order_no, agrees=True, by=chief, now=NOON)
    ask(order_no, clerk)
    with pytest.raises(NotPermitted):
        decide_other_time(order_no=order_no, agrees=True, by=clerk, now=NOON)
    with pytest.raises(OtherTimeNeedsReason):
        decide_other_time(order_no=order_no, agrees=False, by=chief, now=NOON)
    decide_other_time(order_no=order_no, agrees=False, reason="cold goods", by=chief, now=NOON)
    seen = notice_of(order_no=order_no, by=clerk, now=NOON)
    assert (seen.state, seen.decision, seen.at) == ("DECLINED", "cold goods", NOON + 24 * HOUR)
    confirm(order_no, clerk)
    assert notice_of(order_no=order_no, by=clerk, now=NOON).representative == "Lin Mei"


def test_the_same_answer_twice_is_told_once(order_no, clerk, told):
    for _turn in range(2):
        ask(order_no, clerk)
    for _turn in range(2):
        confirm(order_no, clerk)
    assert told().count("inspection.firm-answered") == 2


WAY = {"TOLD": [], "CONFIRMED": ["CONFIRMED"], "ASKED": ["ASKED"], "AGREED": ["ASKED", "AGREED"],
       "DECLINED": ["ASKED", "DECLINED"]}  # fmt: skip


@pytest.mark.parametrize(("source", "target"), list(product(NoticeState, NoticeState)))
def test_every_pair_of_states(order_no, source, target):
    notice = FirmNotice.objects.get()
    why = {"at": NOON.isoformat(), "by": None, "reason": "test", "law": ""}
    facts = {"representative": "Lin Mei", "wanted_at": NOON}
    for step in WAY[source]:
        notice.go(NoticeState(step), why=why, **facts)
    if target in NOTICE_FLOW.moves.get(source, ()):
        notice.go(target, why=why, **facts)
        assert FirmNotice.objects.get().state == target
    else:
        with pytest.raises(IllegalMove):
            notice.go(target, why=why, **facts)


# Doors


def test_the_page_takes_the_answer_and_gives_a_refused_form_back_filled_in(
    order_no, clerk, client, at_noon
):
    client.force_login(clerk, backend=BACKEND)
    one = f"/enterprise/inspections/{order_no}/"
    refused = client.post(f"{one}time/", {"wanted_at": "soon", "reason": "ship is late"})
    assert refused.status_code == 422
    assert "ship is late" in refused.content.decode()
    refused = client.post(f"{one}confirm/", {"representative": "", "telephone": "138"})
    assert refused.status_code == 422
    good = {"wanted_at": "2026-11-20T17:00", "reason": "ship is late"}
    assert client.post(f"{one}time/", good).status_code == 302
    assert FirmNotice.objects.get().wanted_at == NOON + 5 * HOUR
    assert client.post(f"{one}confirm/", {"representative": "Lin Mei"}).status_code == 302
    assert "Lin Mei" in client.get(one).content.decode()


def test_the_officer_reads_the_answer_and_decides(order_no, clerk, chief, client, at_noon):
    ask(order_no, clerk)
    client.force_login(chief, backend=BACKEND)
    page = client.get(f"/officer/inspections/{order_no}/").content.decode()
    assert "broker is ill" in page
    answer = client.post(f"/officer/inspections/{order_no}/time/", {"agrees": "yes"})
    assert answer.status_code == 302
    assert FirmNotice.objects.get().state == "AGREED"


def test_programs_answer_and_decide(order_no, clerk, chief, client, at_noon):
    client.force_login(clerk, backend=BACKEND)
    one = f"/api/v1/inspection-notices/{order_no}"
    said = {"wanted_at": (NOON + 5 * HOUR).isoformat(), "reason": "tide"}
    asked = client.post(f"{one}/other-time", said, content_type="application/json")
    assert (asked.status_code, asked.json()["state"]) == (200, "ASKED")
    said = {"representative": ""}
    refused = client.post(f"{one}/attendance", said, content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (422, "representative")
    client.force_login(chief, backend=BACKEND)
    door = f"/api/v1/inspection-orders/{order_no}/appointment"
    decided = client.post(door, {"agrees": True}, content_type="application/json")
    assert (decided.status_code, decided.json()["when"]) == (200, "APPOINTED")


def test_the_list_narrows_and_pages(clerk, client, at_noon):
    for n in range(31):
        number = f"TGHU10{n:05d}"
        an_order(number, enterprise_id=clerk.enterprise_id)
    client.force_login(clerk, backend=BACKEND)
    page = client.get("/enterprise/inspections/")
    assert len(page.context["rows"]) == 30
    assert len(client.get("/enterprise/inspections/", {"page": 2}).context["rows"]) == 1
    found = client.get("/enterprise/inspections/", {"text": "TGHU1000007"}).context["rows"]
    assert [row["one"].container_no for row in found] == ["TGHU1000007"]
    assert BOX not in page.content.decode()
