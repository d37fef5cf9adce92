"""How well each analyst and each model reads, against test images and opened boxes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from customs_portal.registry.law.pack import ask
from inspection.imaging.models import ImageReview, OpenedBox, Reading
from inspection.imaging.rules.measures import (
    Agreement,
    Case,
    Detection,
    agreement,
    calibration_bins,
    detection,
)
from inspection.imaging.rules.truth import finds_any, is_right
from inspection.imaging.states import Certainty, FirstLook, ReviewState, Verdict
from risk.cases.queries import Period
from risk.statistics import Share, calibration_error

ALARM_PERMILLE = 500
PLANTED, OPENED = "PLANTED", "OPENED"
SOURCES = (PLANTED, OPENED)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One analyst or one model. ``key`` is the user name, or the model's name and digest."""

    key: str
    planted: Detection
    opened: Detection


@dataclass(frozen=True, kw_only=True)
class HourOnShift:
    """What was found of planted things in this hour of the shift (0 is the first)."""

    hour: int
    hits: Share
    false_alarms: Share


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What analysts did after they saw advice: of ``advised`` readings, how many turned."""

    advised: int
    to_suspect: int
    to_clear: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Confidence against what was so: bins (cases, sum in ppm, found) and the expected error."""

    model: str
    bins: tuple[tuple[int, int, int], ...]
    error: float | None


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A reading of a scan whose truth is known."""

    source: str
    analyst: str
    hour: int
    case: Case


def analysts_measured(*, period: Period) -> list[Measured]:
    """Every analyst who read a scan whose truth is known, by user name."""
    found: dict[str, list[_Known]] = defaultdict(list)
    for one in _known_readings(period):
        found[one.analyst].append(one)
    return [_measured(key, found[key]) for key in sorted(found)]


def all_measured(*, period: Period) -> Measured:
    """All analysts together."""
    return _measured("", list(_known_readings(period)))


def models_measured(*, period: Period) -> list[Measured]:
    """Every model whose advice stands on a scan with a known truth."""
    found: dict[str, list[_Known]] = defaultdict(list)
    for review, truth, source in _reviews_with_truth(period):
        if review.advice:
            found[_model_of(review)].append(
                _Known(source=source, analyst="", hour=0, case=_case_of_model(review, truth))
            )
    return [_measured(key, found[key]) for key in sorted(found)]


def calibrations(*, period: Period) -> list[Calibration]:
    """What models said of test images, finding by finding, and of opened boxes, box by box."""
    said: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for review, truth, _source in _reviews_with_truth(period):
        if not review.advice:
            continue
        findings = review.advice["findings"]
        if isinstance(truth, bool):
            said[_model_of(review)].append((_highest(findings), truth))
            continue
        overlap = _overlap_permille(review)
        said[_model_of(review)] += [
            (one["confidence_permille"], finds_any([one], truth, permille=overlap))
            for one in findings
        ]
    made = ((model, calibration_bins(said[model])) for model in sorted(said))
    return [
        Calibration(model=model, bins=bins, error=calibration_error(bins)) for model, bins in made
    ]


def hours_measured(*, period: Period) -> list[HourOnShift]:
    """Test images by the hour of the shift in which they were read."""
    found: dict[int, list[Case]] = defaultdict(list)
    for one in _known_readings(period):
        if one.source == PLANTED:
            found[one.hour].append(one.case)
    made = ((hour, detection(found[hour])) for hour in sorted(found))
    return [
        HourOnShift(hour=hour, hits=one.hits, false_alarms=one.false_alarms) for hour, one in made
    ]


def agreement_of_readers(*, period: Period) -> Agreement:
    """First against second reading, both blind; a third that decided does not count."""
    rows = (
        Reading.objects.deciding()
        .filter(
            review__state=ReviewState.CONCLUDED,
            review__planted=None,
            review__concluded_at__gte=period.since,
            review__concluded_at__lt=period.until,
        )
        .values_list("review_id", "verdict")
    )
    by_review: dict[int, list[bool]] = defaultdict(list)
    for review, verdict in rows:
        by_review[review].append(verdict == Verdict.SUSPECT)
    return agreement([(two[0], two[1]) for two in by_review.values() if len(two) >= 2])


def changed_minds(*, period: Period) -> Changes:
    """What became of the first look once advice was shown."""
    rows = list(
        Reading.objects.deciding()
        .filter(
            advice_at__isnull=False,
            review__state=ReviewState.CONCLUDED,
            given_at__gte=period.since,
            given_at__lt=period.until,
        )
        .values_list("first_look", "verdict")
    )
    to_suspect = rows.count((FirstLook.NOTHING, Verdict.SUSPECT))
    to_clear = rows.count((FirstLook.MARKED, Verdict.CLEAR))
    return Changes(
        advised=len(rows),
        to_suspect=to_suspect,
        to_clear=to_clear,
        kept=len(rows) - to_suspect - to_clear,
    )


def _known_readings(period: Period) -> Iterator[_Known]:
    truths = {review.pk: (truth, source) for review, truth, source in _reviews_with_truth(period)}
    rows = Reading.objects.deciding().filter(review__in=truths)
    for one in rows.select_related("analyst", "review"):
        truth, source = truths[one.review_id]
        yield _Known(
            source=source,
            analyst=one.analyst.username,
            hour=one.minutes_on_shift // 60,
            case=_case_of_reading(one, truth),
        )


def _reviews_with_truth(period: Period) -> list[tuple[ImageReview, list[Any] | bool, str]]:
    """Concluded scans: with the boxes of a test image, or whether the opened box had a fault."""
    concluded = ImageReview.objects.filter(
        state=ReviewState.CONCLUDED,
        concluded_at__gte=period.since,
        concluded_at__lt=period.until,
    )
    planted = concluded.filter(planted__isnull=False).select_related("planted")
    found: list[tuple[ImageReview, list[Any] | bool, str]] = [
        (review, review.planted.truth, PLANTED) for review in planted if review.planted
    ]
    opened = dict(
        OpenedBox.objects.filter(concluded_at__gte=period.since, concluded_at__lt=period.until)
        .exclude(scan_no="")
        .values_list("scan_no", "has_fault")
    )
    for review in ImageReview.objects.filter(
        scan_no__in=opened, state=ReviewState.CONCLUDED, planted=None
    ):
        found.append((review, opened[review.scan_no], OPENED))
    return found


def _case_of_reading(one: Reading, truth: list[Any] | bool) -> Case:
    suspected = one.verdict == Verdict.SUSPECT
    sure = one.certainty == Certainty.SURE
    rating = (3 if sure else 2) if suspected else (0 if sure else 1)
    if isinstance(truth, bool):
        return Case(is_threat=truth, is_found=suspected, is_alarmed=suspected, rating=rating)
    found = is_right(
        verdict=one.verdict,
        marks=one.marks,
        truth=truth,
        overlap_permille=_overlap_permille(one.review),
    )
    return Case(is_threat=bool(truth), is_found=found, is_alarmed=suspected, rating=rating)


def _case_of_model(review: ImageReview, truth: list[Any] | bool) -> Case:
    findings = review.advice["findings"]
    alarming = [one for one in findings if one["confidence_permille"] >= ALARM_PERMILLE]
    threat = truth if isinstance(truth, bool) else bool(truth)
    found = bool(alarming)
    if not isinstance(truth, bool):
        found = finds_any(alarming, truth, permille=_overlap_permille(review))
    return Case(
        is_threat=threat, is_found=found, is_alarmed=bool(alarming), rating=_highest(findings)
    )


def _highest(findings: Iterable[dict[str, Any]]) -> int:
    return max((one["confidence_permille"] for one in findings), default=0)


def _model_of(review: ImageReview) -> str:
    return f"{review.advice['model']} {review.advice['digest'][:8]}".strip()


def _overlap_permille(review: ImageReview) -> int:
    day = timezone.localdate(review.queued_at)
    return int(ask("imaging.hit_overlap_permille", on=day).value)


def _measured(key: str, known: list[_Known]) -> Measured:
    by_source = {name: [one.case for one in known if one.source == name] for name in SOURCES}
    return Measured(
        key=key, planted=detection(by_source[PLANTED]), opened=detection(by_source[OPENED])
    )
