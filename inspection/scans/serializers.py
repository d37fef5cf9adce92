"""The shape of scans on the wire."""

from typing import Any

from rest_framework import serializers


class DeliveryBody(serializers.Serializer[Any]):
    """One file and what belongs to it. ``form`` packed: R and G are 16 bits, B effective Z × 4."""

    file = serializers.FileField(allow_empty_file=True)
    scan_no = serializers.CharField(max_length=40)
    subject_kind = serializers.CharField(max_length=12)
    subject_reference = serializers.CharField(max_length=40, default="", allow_blank=True)
    taken_at = serializers.DateTimeField(required=False)
    form = serializers.CharField(max_length=8, default="", allow_blank=True)


class ScanTakenAnswer(serializers.Serializer[Any]):
    scan_no = serializers.CharField()
    form = serializers.CharField()
    sha256 = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
    dropped = serializers.ListField(child=serializers.CharField())
    is_new = serializers.BooleanField()


class ScanAnswer(serializers.Serializer[Any]):
    scan_no = serializers.CharField()
    subject_kind = serializers.CharField()
    subject_reference = serializers.CharField()
    device_code = serializers.CharField()
    place_code = serializers.CharField()
    form = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    frames = serializers.IntegerField()
    bytes_delivered = serializers.IntegerField()
    taken_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    state = serializers.CharField()


class HoldAnswer(serializers.Serializer[Any]):
    needed_for = serializers.CharField()
    reason = serializers.CharField()
    held_by = serializers.CharField()
    held_at = serializers.DateTimeField()


class SeenAnswer(serializers.Serializer[Any]):
    """One thing that the model marks, in pixels of the scan."""

    what = serializers.CharField(source="label")
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    confidence_permille = serializers.IntegerField()


class ScanAdviceAnswer(serializers.Serializer[Any]):
    """A hint, never a decision; ``fault`` says why there is none."""

    model = serializers.CharField()
    findings = SeenAnswer(many=True)
    is_empty = serializers.BooleanField(allow_null=True)
    odd = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    fault = serializers.CharField()


class ScanFileAnswer(serializers.Serializer[Any]):
    """One scan whole; ``sha256`` is of what was delivered."""

    scan = ScanAnswer(source="row")
    sha256 = serializers.CharField()
    kept_sha256 = serializers.CharField()
    planes = serializers.ListField(child=serializers.DictField())
    facts = serializers.DictField()
    notes = serializers.ListField(child=serializers.CharField())
    dropped = serializers.ListField(child=serializers.CharField())
    purged_at = serializers.DateTimeField(allow_null=True)
    holds = HoldAnswer(many=True)
    advice = ScanAdviceAnswer(allow_null=True)


class RefusedAnswer(serializers.Serializer[Any]):
    scan_no = serializers.CharField()
    device_code = serializers.CharField()
    place_code = serializers.CharField()
    sha256 = serializers.CharField()
    bytes_delivered = serializers.IntegerField()
    field = serializers.CharField()
    rule = serializers.CharField()
    sentence = serializers.CharField()
    remedy = serializers.CharField()
    refused_at = serializers.DateTimeField()


class HoldRequest(serializers.Serializer[Any]):
    needed_for = serializers.CharField(max_length=40, allow_blank=True)
    reason = serializers.CharField(max_length=300, allow_blank=True)


class LiftRequest(serializers.Serializer[Any]):
    needed_for = serializers.CharField(max_length=40, allow_blank=True)


class VerifyAnswer(serializers.Serializer[Any]):
    is_whole = serializers.BooleanField()
