"""The bench: the machine draws, the analyst judges, the order resumes."""

from datetime import timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.kit import storage
from customs_portal.kit.errors import NotPermitted
from customs_portal.kit.flow import IllegalMove
from inspection.imaging.models import ImageReview, Reading
from inspection.imaging.operations.claim_review import (
    NotYourReview,
    claim_next_review,
    release_claim,
    release_forgotten_claims,
)
from inspection.imaging.operations.conclude_review import (
    NobodyElseOnDuty,
    SuspicionNeedsReason,
    ask_second_opinion,
)
from inspection.imaging.operations.judge_review import judge_review, settle_judgements
from inspection.imaging.operations.keep_reading import Mark, MarkOutsideScan
from inspection.imaging.operations.open_scan import open_scan
from inspection.imaging.operations.queue_review import queue_review
from inspection.imaging.queries import bench_counts, concluded_reviews_of, scan_in_hands
from inspection.imaging.states import REVIEW_FLOW, ReviewState, Verdict
from inspection.orders.models import Draw, InspectionOrder, InspectionRecord
from inspection.orders.states import OrderState, Outcome
from tests.factories.inspection import (
    NOON,
    a_place,
    a_queued_scan,
    an_officer,
    an_order,
    analysts,
    inspectors,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-05")]


def order():
    return InspectionOrder.objects.get()


def conclude(analyst, verdict=Verdict.CLEAR, reason="", marks=()):
    """Judged, and the time of grace goes by."""
    judge_review(
        scan_no="XG1-000001", verdict=verdict, reason=reason, marks=marks, by=analyst, now=NOON
    )
    settle_judgements(now=NOON + timedelta(minutes=1), lot=lambda _many: 999)


@pytest.fixture
def analyst():
    return analysts(1)[0]


@pytest.fixture
def claimed(analyst):
    an_order()
    a_queued_scan()
    claim_next_review(by=analyst, now=NOON)
    return analyst


@pytest.mark.parametrize("source", ReviewState)
@pytest.mark.parametrize("target", ReviewState)
def test_only_the_moves_of_the_table_are_possible(source, target, analyst):
    review = a_queued_scan()
    if source != ReviewState.QUEUED:
        review.claim(by=analyst, at=NOON)
    if source == ReviewState.JUDGED:
        review.judge(final_by=NOON, at=NOON)
    if source == ReviewState.CONCLUDED:
        review.conclude(verdict=Verdict.CLEAR, marks=[], reason="", order_no="", at=NOON)
    move = {
        "QUEUED": lambda: review.read_again(second_by=NOON, at=NOON),
        "CLAIMED": lambda: (
            review.take_back(at=NOON)
            if source == ReviewState.JUDGED
            else review.claim(by=analyst, at=NOON)
        ),
        "JUDGED": lambda: review.judge(final_by=NOON, at=NOON),
        "CONCLUDED": lambda: review.conclude(
            verdict=Verdict.CLEAR,
            marks=[],
            reason="",
            order_no="",
            at=NOON,
            reviewer=analyst,
            claimed_at=NOON,
        ),
    }[target]
    if REVIEW_FLOW.allows(source=source, target=target):
        move()
        assert ImageReview.objects.get().state == target
    else:
        with pytest.raises(IllegalMove):
            move()
        assert ImageReview.objects.get().state == source


def test_a_scan_waits_on_the_bench_once_however_often_it_is_told(told):
    an_order()
    a_queued_scan()
    a_queued_scan()
    assert told().count("inspection.image-review-queued") == 1
    assert order().state == OrderState.IMAGED


@pytest.mark.parametrize(
    ("key", "rule"),
    [("broken", "truncated"), ("0" * 64 + ".png", "not_stored")],
)
def test_a_broken_scan_is_journalled_and_never_queued(told, key, rule):
    from customs_portal.journal.models import JournalEntry
    from tests.factories.inspection import scan_png

    if key == "broken":
        key = storage.put(scan_png(seed=5)[:-300], suffix="png")
    queued = queue_review(
        scan_no="XG1-000002",
        container_no="MSKU3148520",
        image_key=key,
        device_code="XG-1",
        place_code=a_place().code,
        taken_at=NOON,
        now=NOON,
    )
    assert not queued
    assert not ImageReview.objects.exists()
    assert told() == ["inspection.scan-refused"]
    assert JournalEntry.objects.get().payload["rule"] == rule


@pytest.mark.feature("I-03")
def test_asking_again_gives_the_scan_already_in_hand(claimed):
    a_queued_scan(scan_no="XG1-000002", container_no="TGHU3333333")
    assert claim_next_review(by=claimed, now=NOON) == "XG1-000001"
    assert bench_counts(analyst=claimed).waiting == 1


@pytest.mark.feature("I-03")
def test_the_machine_draws_at_random_not_in_order(analyst):
    for n in range(12):
        a_queued_scan(scan_no=f"XG1-{n:06d}", container_no=f"TGHU{n:07d}")
    drawn = []
    for _ in range(10):
        drawn.append(claim_next_review(by=analyst, now=NOON))
        release_claim(scan_no=drawn[-1], by=analyst, now=NOON)
    assert len(set(drawn)) > 2


@pytest.mark.feature("I-03")
def test_nobody_judges_what_they_ordered_themselves():
    both = an_officer("both", Duty.REVIEW_IMAGE, Duty.JUDGE_RISK)
    an_order(by=both)
    a_queued_scan()
    assert claim_next_review(by=both, now=NOON) is None


def test_only_analysts_draw():
    a_queued_scan()
    with pytest.raises(NotPermitted):
        claim_next_review(by=inspectors(1)[0], now=NOON)
    assert ImageReview.objects.get().state == ReviewState.QUEUED


def test_a_clear_scan_ends_the_order_without_opening(claimed, told):
    conclude(claimed)
    record = InspectionRecord.objects.get()
    assert (record.outcome, record.by_image) == (Outcome.NO_FAULT, True)
    assert order().state == OrderState.CONCLUDED
    assert told()[-3:] == [
        "inspection.image-review-concluded", "inspection.box-freed", "inspection.concluded",
    ]  # fmt: skip


def test_a_box_whose_method_asks_for_both_is_opened_although_the_scan_is_clear(analyst):
    inspectors(2)
    an_order(method="3JA")
    a_queued_scan()
    claim_next_review(by=analyst, now=NOON)
    conclude(analyst)
    assert order().state == OrderState.OPENING
    assert len(Draw.objects.get().crew) == 2


def test_a_suspect_scan_has_a_crew_drawn_without_the_analyst(analyst):
    everyone = [*inspectors(2), an_officer("double", Duty.INSPECT_GOODS, Duty.REVIEW_IMAGE)]
    an_order()
    review = a_queued_scan()
    claim_next_review(by=everyone[-1], now=NOON)
    conclude(
        everyone[-1],
        Verdict.SUSPECT,
        "dense block in row 3",
        marks=(Mark(x=60, y=30, width=14, height=12, note="Z 7"),),
    )
    assert order().state == OrderState.OPENING
    draw = Draw.objects.get()
    assert "double" not in draw.pool
    assert draw.beacon == review.image_key.partition(".")[0]
    assert concluded_reviews_of(order_no=order().order_no)[0].marks[0]["note"] == "Z 7"


def test_suspicion_needs_a_reason_and_the_refusal_leaves_no_trace(claimed, told):
    before = told()
    with pytest.raises(SuspicionNeedsReason):
        conclude(claimed, Verdict.SUSPECT, "  ")
    assert ImageReview.objects.get().state == ReviewState.CLAIMED
    assert told() == before


@pytest.mark.parametrize(
    "mark", [Mark(x=-1, y=0, width=5, height=5), Mark(x=0, y=0, width=500, height=5)]
)
def test_a_mark_outside_the_scan_is_refused(claimed, mark):
    with pytest.raises(MarkOutsideScan):
        conclude(claimed, Verdict.SUSPECT, "look", marks=(mark,))
    assert ImageReview.objects.get().state == ReviewState.CLAIMED


def test_a_suspicion_nobody_ordered_makes_its_own_order(analyst):
    inspectors(2)
    a_queued_scan()
    claim_next_review(by=analyst, now=NOON)
    conclude(analyst, Verdict.SUSPECT, "pistol outline")
    assert order().subject_kind == "container"
    assert order().state == OrderState.OPENING


def test_another_analyst_cannot_judge_or_see_a_scan_that_is_not_in_their_hands(claimed, told):
    other = an_officer("other", Duty.REVIEW_IMAGE)
    with pytest.raises(NotYourReview):
        conclude(other)
    with pytest.raises(NotYourReview):
        open_scan(scan_no="XG1-000001", by=other, now=NOON)
    assert ImageReview.objects.get().state == ReviewState.CLAIMED
    assert "inspection.image-review-concluded" not in told()


@pytest.mark.feature("I-05")
def test_a_second_opinion_is_blind_and_goes_to_somebody_else(claimed):
    second = an_officer("second", Duty.REVIEW_IMAGE)
    marks = (Mark(x=1, y=1, width=9, height=9),)
    ask_second_opinion(scan_no="XG1-000001", note="pump or not?", marks=marks, by=claimed, now=NOON)
    assert claim_next_review(by=claimed, now=NOON) is None
    assert claim_next_review(by=second, now=NOON) == "XG1-000001"

    seen = scan_in_hands(analyst=second)
    assert seen.is_second_reading
    assert "pump" not in repr(seen)
    assert concluded_reviews_of(order_no=order().order_no) == []

    conclude(second)
    kept = concluded_reviews_of(order_no=order().order_no)[0]
    assert kept.opinions[0].note == "pump or not?"


def test_a_second_opinion_needs_a_second_analyst(claimed):
    with pytest.raises(NobodyElseOnDuty):
        ask_second_opinion(scan_no="XG1-000001", note="", by=claimed, now=NOON)
    assert not Reading.objects.given().exists()
    assert ImageReview.objects.get().state == ReviewState.CLAIMED


def test_a_forgotten_scan_goes_back_to_the_queue(claimed, told):
    assert release_forgotten_claims(now=NOON + timedelta(minutes=5)) == 0
    assert release_forgotten_claims(now=NOON + timedelta(minutes=21)) == 1
    assert ImageReview.objects.get().state == ReviewState.QUEUED
    assert told()[-1] == "inspection.image-review-released"


def test_every_look_at_the_pixels_is_journalled(claimed):
    from customs_portal.journal.models import JournalEntry

    assert open_scan(scan_no="XG1-000001", by=claimed, now=NOON).startswith(b"\x89PNG")
    seen = JournalEntry.objects.get(feed="access")
    assert seen.payload["reference"] == "XG1-000001"
    assert seen.actor == claimed
