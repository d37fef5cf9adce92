"""Inspection orders and their boxes on the wire."""

from typing import Any

from rest_framework import serializers

from inspection.orders.states import BoxStep


class InspectionOrderAnswer(serializers.Serializer[Any]):
    order_no = serializers.CharField()
    subject_reference = serializers.CharField()
    container_no = serializers.CharField()
    place_code = serializers.CharField()
    method = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    outcome = serializers.CharField()
    ordered_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    box_state = serializers.CharField()
    box_due_at = serializers.DateTimeField(allow_null=True)
    scan_refused = serializers.CharField(
        help_text="Why the archive refused the scan that the order waits for; empty when not."
    )


class InspectionRecordAnswer(serializers.Serializer[Any]):
    """``version`` is that of the conclusion that stands or comes next."""

    order_no = serializers.CharField()
    record_state = serializers.CharField()
    record_state_label = serializers.CharField()
    container_no = serializers.CharField()
    subject_reference = serializers.CharField()
    firm_en = serializers.CharField()
    firm_zh = serializers.CharField()
    place_code = serializers.CharField()
    method = serializers.CharField()
    outcome = serializers.CharField()
    outcome_label = serializers.CharField()
    by_image = serializers.BooleanField()
    crew = serializers.ListField(child=serializers.CharField())
    concluded_by = serializers.CharField()
    concluded_at = serializers.DateTimeField(allow_null=True)
    ordered_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    returned_because = serializers.CharField()


class BoxReportShown(serializers.Serializer[Any]):
    step = serializers.CharField()
    step_label = serializers.CharField()
    happened_at = serializers.DateTimeField()
    reported_at = serializers.DateTimeField()
    reported_by = serializers.CharField(help_text="Empty when the terminal reported it.")
    reason = serializers.CharField()


class BoxAnswer(serializers.Serializer[Any]):
    order_no = serializers.CharField()
    container_no = serializers.CharField()
    instruction = serializers.CharField(help_text="A by people, B by scan.")
    state = serializers.CharField()
    state_label = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    refusal = serializers.CharField()
    moved_at = serializers.DateTimeField(allow_null=True)
    ready_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    away_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    clock = serializers.CharField()
    late_party = serializers.CharField()
    reports = BoxReportShown(many=True)


class NoticeAnswer(serializers.Serializer[Any]):
    """What a firm is told: where, when, what to bring. Why is not told."""

    order_no = serializers.CharField()
    subject_reference = serializers.CharField()
    container_no = serializers.CharField()
    place_code = serializers.CharField()
    place_en = serializers.CharField()
    place_zh = serializers.CharField()
    office_en = serializers.CharField()
    office_zh = serializers.CharField()
    told_at = serializers.DateTimeField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    when = serializers.CharField(help_text="COMING, READY, APPOINTED, THERE or OVER.")
    at = serializers.DateTimeField(allow_null=True)
    bring = serializers.ListField(child=serializers.CharField())
    telephone_of_customs = serializers.CharField()
    representative = serializers.CharField()
    telephone = serializers.CharField()
    wanted_at = serializers.DateTimeField(allow_null=True)
    wanted_because = serializers.CharField()
    decision = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)


class AttendanceRequest(serializers.Serializer[Any]):
    representative = serializers.CharField(max_length=80, allow_blank=True)
    telephone = serializers.CharField(max_length=30, allow_blank=True, required=False)


class OtherTimeRequest(serializers.Serializer[Any]):
    wanted_at = serializers.DateTimeField()
    reason = serializers.CharField(max_length=300, allow_blank=True)


class AppointmentRequest(serializers.Serializer[Any]):
    """``reason`` is needed when the time is declined."""

    agrees = serializers.BooleanField()
    reason = serializers.CharField(max_length=300, allow_blank=True, required=False)


class BoxByHandRequest(serializers.Serializer[Any]):
    """What the terminal did not report itself. ``at`` is now unless it is named."""

    step = serializers.ChoiceField(BoxStep.choices)
    reason = serializers.CharField(max_length=300, allow_blank=True)
    at = serializers.DateTimeField(required=False)
