"""The shape of control orders on the wire."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from risk.targeting.facts import NewOrder, Target


class TargetShape(serializers.Serializer[Any]):
    """At least one field is not empty; all that are must agree."""

    enterprise = serializers.CharField(max_length=18, default="", allow_blank=True)
    container_no = serializers.CharField(max_length=13, default="", allow_blank=True)
    hs_prefix = serializers.CharField(max_length=6, default="", allow_blank=True)
    departure = serializers.CharField(max_length=2, default="", allow_blank=True)
    port = serializers.CharField(max_length=40, default="", allow_blank=True)
    vessel = serializers.CharField(max_length=70, default="", allow_blank=True)
    declarant = serializers.CharField(max_length=150, default="", allow_blank=True)
    voyage = serializers.CharField(max_length=20, default="", allow_blank=True)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)


class NewOrderRequest(serializers.Serializer[Any]):
    """``starts_at`` may be absent: at once. ``until`` is exclusive."""

    target = TargetShape()
    method = serializers.CharField(max_length=9)
    purpose = serializers.CharField(max_length=12)
    ground = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=400, allow_blank=True)
    starts_at = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField()

    def to_order(self, *, now: Any) -> NewOrder:
        given = dict(self.validated_data)
        target = Target(**given.pop("target"))
        starts_at = max(given.pop("starts_at", now), now)
        return NewOrder(target=target, starts_at=starts_at, **given)


class WithdrawOrderRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400, allow_blank=True)


class ExtendOrderRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400, allow_blank=True)
    until = serializers.DateTimeField(default_timezone=timezone.get_default_timezone())


class ControlOrderAnswer(serializers.Serializer[Any]):
    order_no = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    target = TargetShape()
    method = serializers.CharField()
    purpose = serializers.CharField()
    ground = serializers.CharField()
    reason = serializers.CharField()
    starts_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    placed_by = serializers.CharField()
    placed_at = serializers.DateTimeField()
    term_set_by = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_by = serializers.CharField()
    end_reason = serializers.CharField()
    hits = serializers.IntegerField()
    last_hit_at = serializers.DateTimeField(allow_null=True)


class OrderHitAnswer(serializers.Serializer[Any]):
    assessment_no = serializers.CharField()
    subject_reference = serializers.CharField()
    hit_at = serializers.DateTimeField()


class OrderExtensionAnswer(serializers.Serializer[Any]):
    until_before = serializers.DateTimeField()
    until = serializers.DateTimeField()
    extended_by = serializers.CharField()
    reason = serializers.CharField()
    extended_at = serializers.DateTimeField()


class ControlOrderFile(serializers.Serializer[Any]):
    """One order with its latest hits and what extended it."""

    order = ControlOrderAnswer()
    hits = OrderHitAnswer(many=True)
    extensions = OrderExtensionAnswer(many=True)
