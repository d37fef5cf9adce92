"""The shape of gate passes, trucks, ledgers and turns on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from clearance.gates.facts import DocumentShare, PassApplication
from clearance.gates.operations.fit_safety_lock import NewFitting
from clearance.gates.operations.keep_ledger import NewLedger
from clearance.gates.operations.place_lock import NewLock
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
    destination_code = serializers.CharField(
        max_length=12, required=False, default="", allow_blank=True
    )

    def to_application(self) -> PassApplication:
        given = dict(self.validated_data)
        documents = tuple(DocumentShare(**one) for one in given.pop("documents"))
        return PassApplication(documents=documents, **given)


@extend_schema_serializer(component_name="PassDocumentAnswer")
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
    positioner_code = serializers.CharField(
        max_length=32, required=False, default="", allow_blank=True
    )

    def to_truck(self) -> NewTruck:
        return NewTruck(**self.validated_data)


class TruckAnswer(serializers.Serializer[Any]):
    plate_no = serializers.CharField()
    tag_id = serializers.CharField()
    truck_kg = serializers.IntegerField()
    frame_kg = serializers.IntegerField()
    positioner_code = serializers.CharField()
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


class FixAnswer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    speed_kmh = serializers.FloatField()
    course = serializers.IntegerField()
    satellites = serializers.IntegerField()


class DisturbanceAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    began_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class JourneyAnswer(serializers.Serializer[Any]):
    """A journey in a list; its fixes come with the single one."""

    pass_no = serializers.CharField()
    plate_no = serializers.CharField()
    container_no = serializers.CharField()
    destination_code = serializers.CharField()
    state = serializers.CharField()
    started_at = serializers.DateTimeField()
    last_fix_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    disturbances = DisturbanceAnswer(many=True)


class TrackAnswer(JourneyAnswer):
    fixes = FixAnswer(many=True)


class SafetyLockRequest(serializers.Serializer[Any]):
    """A pass fills in container and plate; without one, say at least one of both."""

    device_code = serializers.CharField(max_length=32)
    container_no = serializers.CharField(max_length=20, required=False, default="")
    plate_no = serializers.CharField(max_length=20, required=False, default="")
    pass_no = serializers.CharField(max_length=30, required=False, default="")

    def to_fitting(self) -> NewFitting:
        return NewFitting(**self.validated_data)


class SafetyLockOrder(serializers.Serializer[Any]):
    act = serializers.ChoiceField(choices=["LOCK", "UNLOCK", "END"])
    reason = serializers.CharField(max_length=300)


class LockEntryAnswer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    passage_no = serializers.CharField()
    reason = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)


class SafetyLockAnswer(serializers.Serializer[Any]):
    """A use of a lock in a list; trail and positions come with the single one."""

    id = serializers.IntegerField()
    device_code = serializers.CharField()
    container_no = serializers.CharField()
    plate_no = serializers.CharField()
    pass_no = serializers.CharField()
    state = serializers.CharField()
    fitted_at = serializers.DateTimeField()
    reported_at = serializers.DateTimeField(allow_null=True)
    battery_percent = serializers.IntegerField(allow_null=True)
    is_open = serializers.BooleanField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    troubles = LockEntryAnswer(many=True)


class LockTrailAnswer(SafetyLockAnswer):
    is_connected = serializers.BooleanField()
    last_contact_at = serializers.DateTimeField(allow_null=True)
    entries = LockEntryAnswer(many=True)
    fixes = FixAnswer(many=True)


@extend_schema_serializer(component_name="GateReasonRequest")
class ReasonRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


@extend_schema_serializer(component_name="GateReviewRequest")
class ReviewRequest(ReasonRequest):
    """A refusal needs a reason of at least ten characters."""

    approved = serializers.BooleanField()


@extend_schema_serializer(component_name="GateLaneRequest")
class LaneRequest(ReasonRequest):
    """``container_no`` is what the officer read where the lane could not."""

    container_no = serializers.CharField(max_length=20, allow_blank=True, default="")


class CallRequest(serializers.Serializer[Any]):
    lane_code = serializers.CharField(max_length=16)


class CalledAnswer(serializers.Serializer[Any]):
    plate_no = serializers.CharField()


class VehicleRequest(serializers.Serializer[Any]):
    """A vehicle without documents."""

    plate_no = serializers.CharField(max_length=20)
    truck_kg = serializers.IntegerField()
    frame_kg = serializers.IntegerField(default=0)
    container_kg = serializers.IntegerField(default=0)
    goods_kg = serializers.IntegerField(default=0)
    direction = serializers.ChoiceField(choices=["OUT", "IN"], default="OUT")

    def to_application(self) -> PassApplication:
        return PassApplication(declaration_no="", container_no="", **self.validated_data)


class PassageAnswer(serializers.Serializer[Any]):
    """``asked_by`` asked to overrule a rule; another officer has to agree."""

    passage_no = serializers.CharField()
    place_code = serializers.CharField()
    direction = serializers.CharField()
    plate_no = serializers.CharField()
    container_no = serializers.CharField()
    gross_weight_kg = serializers.IntegerField(allow_null=True)
    declared_total_kg = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    state_label = serializers.CharField()
    rule = serializers.CharField()
    reason = serializers.CharField()
    remedy = serializers.CharField()
    pass_no = serializers.CharField()
    identities = serializers.ListField(child=serializers.CharField())
    seal_no = serializers.CharField()
    contradiction = serializers.CharField()
    arrived_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    passed_at = serializers.DateTimeField(allow_null=True)
    asked_by = serializers.CharField()
    opened_by = serializers.CharField()
    opening_reason = serializers.CharField()


@extend_schema_serializer(component_name="CustomsLockRequest")
class LockRequest(serializers.Serializer[Any]):
    """``unlocker`` is a user name; empty means whoever locks."""

    kind = serializers.ChoiceField(choices=["CONTAINER", "PASS", "DECLARATION"])
    number = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=300)
    unlocker = serializers.CharField(max_length=150, allow_blank=True, default="")
    expires_at = serializers.DateTimeField(allow_null=True, default=None)

    def to_lock(self) -> NewLock:
        return NewLock(**self.validated_data)


class LockAnswer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    number = serializers.CharField()
    reason = serializers.CharField()
    owner = serializers.CharField()
    unlocker = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    placed_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    lifted_by = serializers.CharField()
    lift_reason = serializers.CharField()
