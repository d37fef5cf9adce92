"""The shape of gate passes on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.gates.facts import PassApplication


class PassRequest(serializers.Serializer[Any]):
    declaration_no = serializers.CharField(max_length=30)
    container_no = serializers.CharField(max_length=20)
    plate_no = serializers.CharField(max_length=20)
    truck_kg = serializers.IntegerField()
    frame_kg = serializers.IntegerField()
    container_kg = serializers.IntegerField()
    goods_kg = serializers.IntegerField()

    def to_application(self) -> PassApplication:
        return PassApplication(**self.validated_data)


class PassAnswer(serializers.Serializer[Any]):
    pass_no = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    declaration_no = serializers.CharField()
    container_no = serializers.CharField()
    plate_no = serializers.CharField()
    declared_total_kg = serializers.IntegerField()
    applied_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
