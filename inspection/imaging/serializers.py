"""The shape of the image room on the wire."""

from typing import Any

from rest_framework import serializers

from inspection.imaging.states import Certainty, FirstLook, Thing, Verdict
from risk.outcomes.serializers import ShareAnswer


class MarkField(serializers.Serializer[Any]):
    """A box in pixels of the scan; ``corners`` when the shape is not a plain box."""

    x = serializers.IntegerField(min_value=0)
    y = serializers.IntegerField(min_value=0)
    width = serializers.IntegerField(min_value=1)
    height = serializers.IntegerField(min_value=1)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=Thing.choices, required=False, default=Thing.UNKNOWN)
    corners = serializers.ListField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=0), min_length=2, max_length=2
        ),
        required=False,
        max_length=60,
    )


class MarksRequest(serializers.Serializer[Any]):
    marks = MarkField(many=True, required=False, default=list)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    certainty = serializers.ChoiceField(
        choices=Certainty.choices, required=False, default=Certainty.SURE
    )


class LookRequest(serializers.Serializer[Any]):
    look = serializers.ChoiceField(choices=FirstLook.choices)
    marks = MarkField(many=True, required=False, default=list)


class ConclusionRequest(MarksRequest):
    verdict = serializers.ChoiceField(choices=Verdict.choices)


class DeclaredAnswer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class BenchScanAnswer(serializers.Serializer[Any]):
    """The scan in the analyst's hands; nothing of earlier readings."""

    scan_no = serializers.CharField()
    container_no = serializers.CharField()
    order_no = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    device_code = serializers.CharField()
    place_code = serializers.CharField()
    taken_at = serializers.DateTimeField()
    pixels_url = serializers.CharField()


class NextAnswer(serializers.Serializer[Any]):
    scan = BenchScanAnswer(allow_null=True)


class FindingAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    confidence_permille = serializers.IntegerField()


class OddPartAnswer(serializers.Serializer[Any]):
    """Where the load does not look like the rest of it; pixels of the scan."""

    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class AdviceAnswer(serializers.Serializer[Any]):
    model = serializers.CharField(allow_blank=True)
    digest = serializers.CharField(allow_blank=True)
    findings = FindingAnswer(many=True)
    goods = serializers.ListField(child=serializers.ListField())
    matches_declared = serializers.BooleanField(allow_null=True)
    is_empty = serializers.BooleanField(allow_null=True)
    odd = OddPartAnswer(allow_null=True)
    fault = serializers.CharField(allow_blank=True)


class FinalAnswer(serializers.Serializer[Any]):
    scan_no = serializers.CharField()
    final_by = serializers.DateTimeField()


class ScannerAnswer(serializers.Serializer[Any]):
    device_code = serializers.CharField()
    waiting = serializers.IntegerField()
    oldest_queued_at = serializers.DateTimeField(allow_null=True)
    taken = serializers.IntegerField()
    p50_wait_s = serializers.IntegerField(allow_null=True)
    p95_wait_s = serializers.IntegerField(allow_null=True)


class AnalystAnswer(serializers.Serializer[Any]):
    analyst = serializers.CharField()
    minutes_in_row = serializers.IntegerField()
    minutes_on_shift = serializers.IntegerField()
    scans = serializers.IntegerField()
    pause = serializers.CharField(allow_blank=True)
    last_at = serializers.DateTimeField()


class BlindAgreementAnswer(serializers.Serializer[Any]):
    both = ShareAnswer()
    kappa = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class ChangesAnswer(serializers.Serializer[Any]):
    advised = serializers.IntegerField()
    to_suspect = serializers.IntegerField()
    to_clear = serializers.IntegerField()
    kept = serializers.IntegerField()


class RoomAnswer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    waiting = serializers.IntegerField()
    in_review = serializers.IntegerField()
    judged = serializers.IntegerField()
    oldest_queued_at = serializers.DateTimeField(allow_null=True)
    p95_wait_s = serializers.IntegerField(allow_null=True)
    goal_s = serializers.IntegerField()
    scanners = ScannerAnswer(many=True)
    analysts = AnalystAnswer(many=True)
    planted = ShareAnswer()
    planted_permille = serializers.IntegerField()
    read_twice = ShareAnswer()


class RoomWithAgreement(serializers.Serializer[Any]):
    room = RoomAnswer()
    agreement = BlindAgreementAnswer()
    changed_minds = ChangesAnswer()


class DetectionAnswer(serializers.Serializer[Any]):
    hits = ShareAnswer()
    misses = serializers.IntegerField()
    false_alarms = ShareAnswer()
    curve = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    area = serializers.FloatField(allow_null=True)
    area_low = serializers.FloatField(allow_null=True)
    area_high = serializers.FloatField(allow_null=True)


class MeasuredAnswer(serializers.Serializer[Any]):
    key = serializers.CharField()
    planted = DetectionAnswer()
    opened = DetectionAnswer()


class HourAnswer(serializers.Serializer[Any]):
    hour = serializers.IntegerField()
    hits = ShareAnswer()
    false_alarms = ShareAnswer()


class ModelCalibrationAnswer(serializers.Serializer[Any]):
    model = serializers.CharField()
    bins = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    error = serializers.FloatField(allow_null=True)


class MeasuresAnswer(serializers.Serializer[Any]):
    analysts = MeasuredAnswer(many=True)
    models = MeasuredAnswer(many=True)
    hours = HourAnswer(many=True)
    calibrations = ModelCalibrationAnswer(many=True)


class HitRateAnswer(serializers.Serializer[Any]):
    key = serializers.CharField(allow_blank=True)
    hits = ShareAnswer()


class PlantedRequest(serializers.Serializer[Any]):
    """``file`` is the scan in base64; ``truth`` lists boxes with ``kind``, none when clean."""

    title = serializers.CharField(max_length=120)
    file = serializers.CharField(max_length=17_000_000)
    truth = MarkField(many=True, required=False, default=list)
    declared = DeclaredAnswer(many=True, required=False, default=list)
    source_scan_no = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default=""
    )


class PlantedMade(serializers.Serializer[Any]):
    planted_no = serializers.CharField()


class PlantedAnswer(serializers.Serializer[Any]):
    planted_no = serializers.CharField()
    title = serializers.CharField()
    things = serializers.IntegerField()
    shown = serializers.IntegerField()
    last_shown_at = serializers.DateTimeField(allow_null=True)
    added_by = serializers.CharField()
    added_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)
