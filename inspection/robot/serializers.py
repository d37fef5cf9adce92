"""The shape of robots' checks on the wire."""

from typing import Any

from rest_framework import serializers


class RobotCheckRow(serializers.Serializer[Any]):
    check_no = serializers.CharField()
    order_no = serializers.CharField()
    container_no = serializers.CharField()
    seals = serializers.ListField(child=serializers.CharField())
    yard_code = serializers.CharField()
    slot = serializers.CharField()
    state = serializers.CharField()
    device_code = serializers.CharField()
    tries = serializers.IntegerField()
    read_container_no = serializers.CharField()
    read_seal_no = serializers.CharField()
    due_at = serializers.DateTimeField()
    listed_at = serializers.DateTimeField()
    compared_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class RobotCheckLine(serializers.Serializer[Any]):
    """``agrees`` is null where a person must say."""

    part = serializers.CharField()
    expected = serializers.ListField(child=serializers.CharField())
    read = serializers.CharField()
    agrees = serializers.BooleanField(allow_null=True)


class RobotPicture(serializers.Serializer[Any]):
    picture_id = serializers.IntegerField()
    view = serializers.CharField()
    number = serializers.CharField()
    confidence_permille = serializers.IntegerField()
    readings = serializers.ListField(child=serializers.CharField())
    sha256 = serializers.CharField()
    taken_at = serializers.DateTimeField()


class RobotCheckFile(serializers.Serializer[Any]):
    """One check whole."""

    check = RobotCheckRow(source="row")
    lines = RobotCheckLine(many=True)
    pictures = RobotPicture(many=True)
    order_is_open = serializers.BooleanField()
    looked_by = serializers.CharField()
    looked_at = serializers.DateTimeField(allow_null=True)


class RobotReasonRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, allow_blank=True)


class RobotTakeBackRequest(serializers.Serializer[Any]):
    """Nothing need be said."""


class RobotPlaceAnswer(serializers.Serializer[Any]):
    device_code = serializers.CharField()
    yard_code = serializers.CharField()
    is_connected = serializers.BooleanField()
    node = serializers.CharField()
    battery_percent = serializers.IntegerField(allow_null=True)
    doing = serializers.CharField()
    task_no = serializers.CharField()
    seen_at = serializers.DateTimeField(allow_null=True)
