"""The shape of gate passes, trucks, ledgers and turns on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.gates.facts import DocumentShare, PassApplication
from clearance.gates.operations.keep_ledger import NewLedger
from clearance.gates.operations.register_truck import NewTruck


class DocumentRequest(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=64)
    goods_kg = serializers.IntegerField(min_value=0)


class PassRequest(serializers.Serializer[Any]):
    """What a port exit with one container needs comes first; the rest has its usual value."""

    declaration_no = serializers.CharField(max_length=30, required=False, default="")
    container_no = serializers.CharField(
        max_length=20, required=False, default="", allow_blank=True
    )
    plate_no = serializers.CharField(max_length=20)
    truck_kg = serializers.IntegerField()
    frame_kg = serializers.IntegerField()
    container_kg = serializers.IntegerField(required=False, default=0)
    goods_kg = serializers.IntegerField(required=False, default=0)
    pass_type = serializers.IntegerField(required=False, default=2)
    direction = serializers.CharField(max_length=3, required=False, default="OUT")
    binding = serializers.IntegerField(required=False, default=None, allow_null=True)
    linked_kind = serializers.IntegerField(required=False, default=None, allow_null=True)
    documents = DocumentRequest(many=True, required=False, default=list)
    seal_no = serializers.CharField(max_length=24, required=False, default="", allow_blank=True)
    two_gates = serializers.BooleanField(required=False, default=False)

    def to_application(self) -> PassApplication:
        given = dict(self.validated_data)
        documents = tuple(DocumentShare(**one) for one in given.pop("documents"))
        return PassApplication(documents=documents, **given)


class DocumentAnswer(serializers.Serializer[Any]):
    kind = serializers.IntegerField()
    number = serializers.CharField()
    goods_kg = serializers.IntegerField()


class PassAnswer(serializers.Serializer[Any]):
    pass_no = serializers.CharField()
    pre_entry_no = serializers.CharField()
    state = serializers.CharField()
    state_code = serializers.IntegerField()
    state_label = serializers.CharField()
    pass_type = serializers.IntegerField()
    direction = serializers.CharField()
    binding = serializers.IntegerField(allow_null=True)
    linked_kind = serializers.IntegerField(allow_null=True)
    documents = DocumentAnswer(many=True)
    declaration_no = serializers.CharField()
    container_no = serializers.CharField()
    plate_no = serializers.CharField()
    seal_no = serializers.CharField()
    two_gates = serializers.BooleanField()
    declared_total_kg = serializers.IntegerField()
    applied_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    review_reason = serializers.CharField()
    token = serializers.CharField()


class TruckRequest(serializers.Serializer[Any]):
    plate_no = serializers.CharField(max_length=20)
    tag_id = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    truck_kg = serializers.IntegerField()
    frame_kg = serializers.IntegerField(required=False, default=0)

    def to_truck(self) -> NewTruck:
        return NewTruck(**self.validated_data)


class TruckAnswer(serializers.Serializer[Any]):
    plate_no = serializers.CharField()
    tag_id = serializers.CharField()
    truck_kg = serializers.IntegerField()
    frame_kg = serializers.IntegerField()
    is_active = serializers.BooleanField()
    registered_at = serializers.DateTimeField()


class LedgerRequest(serializers.Serializer[Any]):
    kind = serializers.IntegerField()
    number = serializers.CharField(max_length=64)
    goods_name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    declared_kg = serializers.IntegerField()

    def to_ledger(self) -> NewLedger:
        return NewLedger(**self.validated_data)


class LedgerAnswer(serializers.Serializer[Any]):
    kind = serializers.IntegerField()
    number = serializers.CharField()
    goods_name = serializers.CharField()
    declared_kg = serializers.IntegerField()
    written_kg = serializers.IntegerField()
    under_way_kg = serializers.IntegerField()
    left_kg = serializers.IntegerField()
    opened_at = serializers.DateTimeField()


class TurnAnswer(serializers.Serializer[Any]):
    plate_no = serializers.CharField()
    pass_no = serializers.CharField()
    state = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)
    lane_code = serializers.CharField()
    joined_at = serializers.DateTimeField()
