"""The queue of orders: narrowed, sorted, kept under a name; and the dispatcher's glance."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from inspection.orders.models import Draw, SavedQueueView
from inspection.orders.operations.accept_order import accept_order
from inspection.orders.operations.redraw_crew import ask_redraw, confirm_redraw
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.queries.overview import overview
from risk.assessments.models import Assessment
from tests.factories.clearance import file_summary, reference_data
from tests.factories.inspection import (
    NOON,
    InspectionOrderFactory,
    an_officer,
    an_order,
    inspectors,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-01")]

QUEUE = "/officer/inspections/"
DAY_LATER = NOON + timedelta(hours=25)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def dispatcher(client):
    client.force_login(an_officer("chief", Duty.DISPATCH_INSPECTION), backend=BACKEND)
    return client


def shown(client, **query):
    page = client.get(QUEUE, query)
    return [row.order_no for row, *_late in page.context["rows"]]


def opened(container_no):
    order_no = an_order(container_no)
    send_to_opening(order_no=order_no, reason="dense", beacon="c0ffee", now=NOON)
    return order_no


def test_filters_narrow_by_state_place_and_method(dispatcher):
    one = InspectionOrderFactory(place_code="YARD-1", method="2JB").order_no
    two = InspectionOrderFactory(place_code="YARD-2", method="1XA", opening=True).order_no
    three = InspectionOrderFactory(place_code="YARD-2", method="2JB", concluded=True).order_no

    assert set(shown(dispatcher)) == {one, two}
    assert set(shown(dispatcher, view="all")) == {one, two, three}
    assert shown(dispatcher, state="CONCLUDED") == [three]
    assert shown(dispatcher, view="all", place="YARD-2", method="2JB") == [three]
    assert shown(dispatcher, method="1XA") == [two]
    assert shown(dispatcher, state="NO_SUCH_STATE") == []


def test_mine_shows_only_orders_i_am_drawn_for(client):
    people = inspectors(2)
    order_no = opened("TGHU1000000")
    InspectionOrderFactory()
    client.force_login(people[0], backend=BACKEND)
    assert shown(client, view="mine") == [order_no]
    assert client.get(QUEUE).context["overview"] is None


def test_mine_leaves_out_orders_whose_crew_was_replaced(client):
    inspectors(6)
    order_no = opened("TGHU1000000")
    one, two = (an_officer(name, Duty.DISPATCH_INSPECTION) for name in ("one", "two"))
    before = Draw.objects.get().crew
    ask_redraw(order_no=order_no, reason="leader taken ill", by=one, now=NOON)
    after = confirm_redraw(order_no=order_no, by=two, now=NOON)

    client.force_login(User.objects.get(username=before[0]), backend=BACKEND)
    assert shown(client, view="mine") == []
    client.force_login(User.objects.get(username=after[0]), backend=BACKEND)
    assert shown(client, view="mine") == [order_no]


@pytest.mark.parametrize(("language", "says"), [("en", "reason_en"), ("zh-hans", "reason_zh")])
def test_the_order_says_why_in_sentences_with_points(dispatcher, language, says):
    reference_data()
    reference = file_summary(now=NOON).declaration_no
    row = Assessment.objects.get(subject_reference=reference)
    hit = {
        "rule": "R-777", "points": 35, "reason_en": "Value far below the usual.",
        "reason_zh": "申报价格明显偏低。",
    }  # fmt: skip
    row.hits = [hit]
    row.save()
    order_no = an_order(subject_reference=reference, reasons=("R-777", "Held by hand: odd."))

    page = dispatcher.get(f"{QUEUE}{order_no}/", HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert hit[says] in page
    assert ("35 points" if language == "en" else "35 分") in page
    assert "Held by hand: odd." in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_not_found_speaks_of_no_enterprise(dispatcher, language):
    answer = dispatcher.get(
        f"{QUEUE}NO-SUCH/", HTTP_ACCEPT_LANGUAGE=language, HTTP_ACCEPT="text/html"
    )
    assert answer.status_code == 404
    main = answer.content.decode().partition("<main")[2]
    assert "enterprise" not in main
    assert "企业" not in main


def test_columns_sort_both_ways_and_say_so(dispatcher):
    for place in ("B", "C", "A"):
        InspectionOrderFactory(place_code=place)
    page = dispatcher.get(QUEUE, {"sort": "-place"})
    assert [row.place_code for row, *_late in page.context["rows"]] == ["C", "B", "A"]
    assert 'aria-sort="descending"' in page.content.decode()
    assert 'aria-sort="descending"' in dispatcher.get(QUEUE).content.decode()  # newest first
    assert len(shown(dispatcher, sort="no-such-column")) == 3


def test_pages_and_export_follow_the_filters(dispatcher):
    InspectionOrderFactory.create_batch(51, place_code="A")
    InspectionOrderFactory(place_code="B")
    assert len(shown(dispatcher, place="A")) == 50
    assert len(shown(dispatcher, place="A", page=2)) == 1
    answer = dispatcher.get(f"{QUEUE}export.csv", {"place": "A", "sort": "ordered"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 52
    assert "due_at" in lines[0]


def test_a_view_is_kept_under_a_name_and_deleted_by_its_owner_only(dispatcher):
    InspectionOrderFactory(place_code="YARD-2")
    kept = dispatcher.post(f"{QUEUE}views/", {"name": "Yard 2", "query": "place=YARD-2&page=3"})
    assert kept.url == f"{QUEUE}?place=YARD-2"
    assert "Yard 2" in dispatcher.get(kept.url).content.decode()
    view = SavedQueueView.objects.get()

    refused = dispatcher.post(f"{QUEUE}views/", {"name": " ", "query": "x=1"})
    assert (refused.status_code, SavedQueueView.objects.count()) == (422, 1)

    other = an_officer("other", Duty.DISPATCH_INSPECTION)
    dispatcher.force_login(other, backend=BACKEND)
    assert dispatcher.post(f"{QUEUE}views/{view.pk}/delete/").status_code == 404
    dispatcher.force_login(view.user, backend=BACKEND)
    dispatcher.post(f"{QUEUE}views/{view.pk}/delete/")
    assert not SavedQueueView.objects.exists()


def test_nobody_keeps_more_views_than_can_be_read(dispatcher):
    for number in range(13):
        answer = dispatcher.post(f"{QUEUE}views/", {"name": f"view {number}", "query": "late=1"})
    assert answer.status_code == 409
    assert SavedQueueView.objects.count() == 12


def test_the_dispatcher_sees_who_waits_who_works_and_what_is_late():
    waiting = opened("TGHU1000000")  # nobody is on duty yet
    inspectors(3)
    called, coming = opened("TGHU1000001"), opened("TGHU1000002")
    leader = Draw.objects.get(order__order_no=coming).crew[0]
    accept_order(order_no=coming, officer=leader, at=NOON)

    seen = overview(now=NOON)
    assert [row.order_no for row in seen.waiting.oldest] == [waiting]
    assert [row.order_no for row in seen.called.oldest] == [called]
    assert [row.order_no for row in seen.on_the_way.oldest] == [coming]
    assert seen.late.count == 0
    assert sum(one.called for one in seen.officers) == 2
    assert sum(one.on_the_way for one in seen.officers) == 2
    assert len(seen.officers) == 3

    assert overview(now=DAY_LATER).late.count == 3
    assert seen.called.oldest[0].due_at == NOON + timedelta(hours=24)


def test_what_is_open_too_long_is_a_filter_and_marked(dispatcher):
    now = timezone.now()
    old = InspectionOrderFactory(ordered_at=now - timedelta(hours=25)).order_no
    InspectionOrderFactory(ordered_at=now - timedelta(hours=1))
    InspectionOrderFactory(ordered_at=now - timedelta(days=9), state="CONCLUDED", ended_at=now)
    assert shown(dispatcher, late="1") == [old]
    assert "Open too long</b>" in dispatcher.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("language", "name", "several"), [("en", "Zhang Wei", ", "), ("zh-hans", "张伟", "、")]
)
def test_people_are_called_by_their_names_and_a_draw_keeps_the_user_names(
    dispatcher, language, name, several
):
    inspectors(2)
    order_no = opened("TGHU1234567")
    crew = Draw.objects.get().crew
    User.objects.filter(username=crew[0]).update(display_name="Zhang Wei", display_name_zh="张伟")
    dispatcher.cookies["django_language"] = language

    queue = dispatcher.get(QUEUE).content.decode()
    assert f"<td>{name}{several}" in queue
    assert f'<th scope="row">{name}</th>' in queue

    file = dispatcher.get(f"{QUEUE}{order_no}/").content.decode()
    assert f"<b>{name}</b>" in file
    assert f"{name} ({crew[0]})" in file
