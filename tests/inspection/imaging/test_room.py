"""The central room: second readings, test images, advice after the first look, pauses, grace."""

import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.registry.law.pack import current_pack, standing_in
from inspection.imaging.models import BenchLayout, ImageReview, OpenedBox, Reading
from inspection.imaging.operations.claim_review import (
    NotYourReview,
    claim_next_review,
    release_claim,
)
from inspection.imaging.operations.conclude_review import SuspicionNeedsReason
from inspection.imaging.operations.judge_review import (
    TooLateToTakeBack,
    judge_review,
    settle_judgements,
    take_judgement_back,
)
from inspection.imaging.operations.keep_hours import PauseDue, hours_of
from inspection.imaging.operations.keep_layout import LayoutUnreadable, keep_layout
from inspection.imaging.operations.keep_reading import (
    LookFirst,
    Mark,
    MarkFirst,
    MarkOutsideScan,
    ask_advice,
    keep_marks,
    kept_reading,
    look_first,
)
from inspection.imaging.operations.note_outcome import note_outcome
from inspection.imaging.queries import judged_last, scan_in_hands
from inspection.imaging.states import FirstLook, Verdict
from inspection.orders.models import InspectionOrder, InspectionRecord
from tests.factories.inspection import (
    NOON,
    a_queued_scan,
    an_officer,
    an_order,
    analysts,
    inspectors,
    scan_png,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-05")]
SCAN = "XG1-000001"
THING = {"kind": "DRUGS", "x": 60, "y": 34, "width": 14, "height": 12}
ON_IT = Mark(x=58, y=32, width=20, height=16, kind="DRUGS")
BESIDE_IT = Mark(x=2, y=2, width=10, height=10)
EARLY = date(2016, 1, 1)


@contextmanager
def law(**values):
    """The law pack with these values of the room, whatever it says otherwise."""
    pack = current_pack()
    for name, value in values.items():
        entry = {"valid_from": EARLY, "value": value, "source": "the test", "mark": "D"}
        pack = pack.with_entries(f"imaging.{name}", [entry], digest=f"{name} {value}")
    with standing_in(pack):
        yield


def rates(permille):
    grades = ("ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST", "SERIOUSLY_DISHONEST", "unknown")
    return dict.fromkeys(grades, permille)


def never(_many):
    return 999


def always(_many):
    return 0


def judged(analyst, verdict=Verdict.CLEAR, *, marks=(), reason="", at=NOON, scan_no=SCAN):
    if verdict == Verdict.SUSPECT and not reason:
        reason = "dense block"
    judge_review(scan_no=scan_no, verdict=verdict, reason=reason, marks=marks, by=analyst, now=at)


def settled(after=NOON, lot=never):
    return settle_judgements(now=after + timedelta(minutes=1), lot=lot)


@pytest.fixture
def pair():
    return analysts(2)


@pytest.fixture
def claimed(pair):
    an_order()
    a_queued_scan()
    claim_next_review(by=pair[0], now=NOON)
    return pair[0]


@pytest.fixture
def chief():
    return an_officer("chief", Duty.DISPATCH_INSPECTION)


def both_at_work(pair):
    """The second one has just read another scan."""
    a_queued_scan(scan_no="XG1-700000", container_no="TGHU7000000", data=scan_png(seed=70))
    claim_next_review(by=pair[1], now=NOON)
    judged(pair[1], scan_no="XG1-700000")
    settle_judgements(now=NOON + timedelta(seconds=30), lot=never)


# --- the time of grace -----------------------------------------------------------------------


def test_nothing_follows_from_a_verdict_until_it_can_be_taken_back_no_more(claimed, told):
    judged(claimed)
    assert InspectionOrder.objects.get().state == "IMAGED"
    assert settle_judgements(now=NOON + timedelta(seconds=1), lot=never) == 0
    assert "inspection.image-review-concluded" not in told()
    assert settled() == 1
    assert InspectionOrder.objects.get().state == "CONCLUDED"
    assert InspectionRecord.objects.get().by_image


def test_a_verdict_taken_back_in_time_is_in_the_same_hands_with_its_marks(claimed):
    judged(claimed, Verdict.SUSPECT, marks=(ON_IT,))
    a_queued_scan(scan_no="XG1-000002", container_no="TGHU3333333", data=scan_png(seed=2))
    claim_next_review(by=claimed, now=NOON)
    take_judgement_back(scan_no=SCAN, by=claimed, now=NOON + timedelta(seconds=2))
    assert scan_in_hands(analyst=claimed).scan_no == SCAN
    assert kept_reading(analyst=claimed).marks[0]["kind"] == "DRUGS"
    assert ImageReview.objects.get(scan_no="XG1-000002").state == "QUEUED"
    assert settled() == 0


def test_after_the_time_of_grace_a_verdict_stands(claimed, pair, told):
    judged(claimed)
    with pytest.raises(NotYourReview):
        take_judgement_back(scan_no=SCAN, by=pair[1], now=NOON)
    with pytest.raises(TooLateToTakeBack):
        take_judgement_back(scan_no=SCAN, by=claimed, now=NOON + timedelta(seconds=5))
    assert ImageReview.objects.get().state == "JUDGED"
    assert "inspection.judgement-taken-back" not in told()
    assert judged_last(analyst=claimed, now=NOON).verdict == "CLEAR"
    assert judged_last(analyst=claimed, now=NOON + timedelta(seconds=6)) is None


def test_a_suspicion_without_words_or_with_a_mark_outside_leaves_no_trace(claimed, told):
    before = told()
    with pytest.raises(SuspicionNeedsReason):
        judge_review(scan_no=SCAN, verdict=Verdict.SUSPECT, reason=" ", by=claimed, now=NOON)
    with pytest.raises(MarkOutsideScan):
        judged(claimed, marks=(Mark(x=0, y=0, width=999, height=1),))
    assert (told(), ImageReview.objects.get().state) == (before, "CLAIMED")


# --- the second reading ----------------------------------------------------------------------


def test_two_who_agree_conclude_and_the_second_knew_nothing(claimed, pair, told):
    both_at_work(pair)
    with law(second_reading_permille=rates(1000)):
        judged(claimed, Verdict.SUSPECT, marks=(ON_IT,), reason="a secret word")
        settled(lot=always)
        assert ImageReview.objects.get(scan_no=SCAN).state == "QUEUED"
        assert claim_next_review(by=claimed, now=NOON) is None
        assert claim_next_review(by=pair[1], now=NOON + timedelta(minutes=2)) == SCAN
        seen = scan_in_hands(analyst=pair[1])
        assert not seen.is_second_reading
        assert "secret" not in repr(seen)
        inspectors(2)
        judged(pair[1], Verdict.SUSPECT, reason="a block", at=NOON + timedelta(minutes=3))
        settled(NOON + timedelta(minutes=3), lot=always)
    review = ImageReview.objects.get(scan_no=SCAN)
    assert (review.state, review.verdict, review.reviewer) == ("CONCLUDED", "SUSPECT", pair[1])
    assert InspectionOrder.objects.get().state == "OPENING"


def test_where_two_disagree_a_third_decides(claimed, pair):
    third = an_officer("third", Duty.REVIEW_IMAGE)
    both_at_work([None, pair[1]])
    later = NOON + timedelta(minutes=2)
    with law(second_reading_permille=rates(1000)):
        judged(claimed, Verdict.SUSPECT, marks=(ON_IT,))
        settled(lot=always)
        claim_next_review(by=pair[1], now=later)
        a_queued_scan(scan_no="XG1-800000", container_no="TGHU8000000", data=scan_png(seed=80))
        claim_next_review(by=third, now=later)
        release_claim(scan_no="XG1-800000", by=third, now=later)
        judged(pair[1], Verdict.CLEAR, at=later)
        settled(later, lot=always)
        assert ImageReview.objects.get(scan_no=SCAN).state == "QUEUED"
        ImageReview.objects.filter(scan_no="XG1-800000").update(ordered_by="third")
        assert claim_next_review(by=third, now=later) == SCAN
        judged(third, Verdict.CLEAR, at=later)
        settled(later, lot=always)
    review = ImageReview.objects.get(scan_no=SCAN)
    assert (review.state, review.verdict, review.reviewer) == ("CONCLUDED", "CLEAR", third)
    assert Reading.objects.deciding().filter(review=review).count() == 3


@pytest.mark.parametrize(("first", "second"), [("SUSPECT", "CLEAR"), ("CLEAR", "SUSPECT")])
def test_without_a_third_the_graver_word_stands(claimed, pair, first, second):
    both_at_work(pair)
    inspectors(2)
    with law(second_reading_permille=rates(1000)):
        judged(claimed, Verdict(first))
        settled(lot=always)
        claim_next_review(by=pair[1], now=NOON + timedelta(minutes=2))
        judged(pair[1], Verdict(second), at=NOON + timedelta(minutes=2))
        settled(NOON + timedelta(minutes=2), lot=always)
    assert ImageReview.objects.get(scan_no=SCAN).verdict == "SUSPECT"


def test_nobody_else_at_work_means_no_second_reading(claimed):
    with law(second_reading_permille=rates(1000)):
        judged(claimed)
        settled(lot=always)
    assert ImageReview.objects.get().state == "CONCLUDED"


def test_a_second_reading_that_nobody_takes_is_given_up(claimed, pair):
    both_at_work(pair)
    with law(second_reading_permille=rates(1000)):
        judged(claimed)
        settled(lot=always)
        assert settled(NOON + timedelta(minutes=10), lot=always) == 0
        assert settled(NOON + timedelta(minutes=20), lot=always) == 1
    review = ImageReview.objects.get(scan_no=SCAN)
    assert (review.state, review.verdict, review.reviewer) == ("CONCLUDED", "CLEAR", claimed)


def test_the_lot_decides_by_the_rate_of_the_grade(claimed, pair):
    both_at_work(pair)
    ImageReview.objects.filter(scan_no=SCAN).update(firm_grade="DISHONEST")
    with law(second_reading_permille=rates(0) | {"DISHONEST": 1}):
        judged(claimed)
        settled(lot=always)
    review = ImageReview.objects.get(scan_no=SCAN)
    assert (review.state, review.lot) == ("QUEUED", 0)


@pytest.mark.parametrize("door", ["page", "pixels", "next", "beside", "keep", "api"])
def test_no_door_leaks_the_first_marks_to_the_second_reader(claimed, pair, client, door):
    both_at_work(pair)
    with law(second_reading_permille=rates(1000)):
        look_first(scan_no=SCAN, look=FirstLook.MARKED, marks=(ON_IT,), by=claimed, now=NOON)
        judged(
            claimed,
            Verdict.SUSPECT,
            marks=(Mark(x=61, y=31, width=17, height=13, note="hidden-word"),),
            reason="hidden-word",
        )
        settled(lot=always)
    client.force_login(pair[1], backend="django.contrib.auth.backends.ModelBackend")
    claim_next_review(by=pair[1], now=NOON + timedelta(minutes=2))
    json_ = {"HTTP_ACCEPT": "application/json"}
    answer = {
        "page": lambda: client.get("/officer/images/"),
        "pixels": lambda: client.get(f"/officer/images/{SCAN}.png"),
        "next": lambda: client.post("/officer/images/next/", **json_),
        "beside": lambda: client.get("/officer/images/beside/"),
        "keep": lambda: client.post(f"/officer/images/{SCAN}/keep/", {"marks": "[]"}, **json_),
        "api": lambda: client.post("/api/v1/image-reviews/next"),
    }[door]()
    assert answer.status_code in (200, 204)
    for secret in (b"hidden-word", pair[0].username.encode(), b"SUSPECT_BY", b'"x": 61'):
        assert secret not in answer.content
    if door == "page":
        assert b"Second reading" not in answer.content


# --- advice ----------------------------------------------------------------------------------


def test_advice_comes_only_after_the_first_look_which_stays_as_it_was(claimed):
    with pytest.raises(LookFirst):
        ask_advice(scan_no=SCAN, by=claimed, now=NOON)
    assert Reading.objects.get().advice_at is None
    with pytest.raises(MarkFirst):
        look_first(scan_no=SCAN, look=FirstLook.MARKED, marks=(), by=claimed, now=NOON)
    look_first(scan_no=SCAN, look=FirstLook.NOTHING, marks=(), by=claimed, now=NOON)
    advice = ask_advice(scan_no=SCAN, by=claimed, now=NOON)
    assert advice.fault
    look_first(scan_no=SCAN, look=FirstLook.MARKED, marks=(ON_IT,), by=claimed, now=NOON)
    judged(claimed, Verdict.SUSPECT, marks=(ON_IT,))
    reading = Reading.objects.get()
    assert (reading.first_look, reading.first_marks) == ("NOTHING", [])
    assert reading.marks[0]["kind"] == "DRUGS"


def test_only_the_holder_keeps_marks_looks_or_asks(claimed, pair):
    other = pair[1]
    for act in (
        lambda: keep_marks(scan_no=SCAN, marks=(), note="", by=other, now=NOON),
        lambda: look_first(scan_no=SCAN, look=FirstLook.NOTHING, marks=(), by=other, now=NOON),
        lambda: ask_advice(scan_no=SCAN, by=other, now=NOON),
        lambda: judged(other),
    ):
        with pytest.raises(NotYourReview):
            act()
    assert not Reading.objects.filter(analyst=other).exists()


def test_marks_are_kept_as_work_goes_on_and_taken_up_again(claimed, client):
    client.force_login(claimed, backend="django.contrib.auth.backends.ModelBackend")
    mark = {"x": 1, "y": 2, "width": 9, "height": 8, "kind": "BLADE", "note": "n"}
    mark["corners"] = [[1, 2], [10, 2], [5, 10]]
    fields = {"marks": json.dumps([mark]), "reason": "half a word", "certainty": "UNSURE"}
    assert client.post(f"/officer/images/{SCAN}/keep/", fields).status_code == 204
    page = client.get("/officer/images/").content.decode()
    data = json.loads(page.split('id="bench-data" type="application/json">')[1].split("<")[0])
    assert data["kept"]["marks"] == [mark]
    assert (data["kept"]["note"], data["kept"]["certainty"]) == ("half a word", "UNSURE")
    assert data["kept"]["advice"] is None


# --- hours -----------------------------------------------------------------------------------


def test_a_pause_is_offered_then_due_and_the_bench_gives_again_after_it(claimed):
    at = NOON
    for minute in range(0, 62, 4):
        at = NOON + timedelta(minutes=minute)
        keep = ImageReview.objects.get(reviewer=claimed, state="CLAIMED").scan_no
        judged(claimed, scan_no=keep, at=at)
        if minute == 40:
            assert hours_of(analyst=claimed, now=at).is_offered
        settle_judgements(now=at + timedelta(minutes=1), lot=never)
        number = f"XG1-6{minute:05d}"
        a_queued_scan(scan_no=number, container_no=f"TGHU6{minute:06d}", data=scan_png(seed=minute))
        if minute < 60:
            claim_next_review(by=claimed, now=at)
    with pytest.raises(PauseDue):
        claim_next_review(by=claimed, now=at + timedelta(minutes=5))
    assert not ImageReview.objects.filter(state="CLAIMED").exists()
    assert claim_next_review(by=claimed, now=at + timedelta(minutes=10))
    assert hours_of(analyst=claimed, now=at + timedelta(minutes=10)).minutes_in_row == 0
    assert hours_of(analyst=claimed, now=at + timedelta(minutes=10)).minutes_on_shift == 70


# --- what opened boxes tell, layouts ---------------------------------------------------------


@pytest.mark.feature("I-15")
def test_an_opened_box_is_kept_once_with_rule_method_analyst_and_scanner(claimed):
    inspectors(2)
    judged(claimed, Verdict.SUSPECT, marks=(ON_IT,))
    settled()
    order = InspectionOrder.objects.get()
    for _ in range(2):
        note_outcome(order_no=order.order_no, outcome="FAULT", by_image=False, concluded_at=NOON)
    note_outcome(order_no="IO0", outcome="FAULT", by_image=False, concluded_at=NOON)
    box = OpenedBox.objects.get()
    assert (box.rules, box.method, box.has_fault) == (["R-101"], "2JB", True)
    assert (box.analyst, box.device_code, box.scan_no) == (claimed, "XG-1", SCAN)


def test_a_layout_is_kept_for_a_person_and_their_goods(claimed, pair):
    good = {"mode": "grey", "window": 0.3, "level": 0.5, "edge": True, "zoom": "no"}
    keep_layout(chapter="61", settings=good, by=claimed, now=NOON)
    keep_layout(chapter="61", settings=good | {"mode": "metal"}, by=claimed, now=NOON)
    assert BenchLayout.objects.get().settings["mode"] == "metal"
    assert "zoom" not in BenchLayout.objects.get().settings
    for chapter, settings in (("x", good), ("61", {}), ("61", good | {"window": 9}), ("61", None)):
        with pytest.raises(LayoutUnreadable):
            keep_layout(chapter=chapter, settings=settings, by=claimed, now=NOON)
    assert BenchLayout.objects.count() == 1
