"""The shape of manifests on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from clearance.manifests.facts import (
    Amendment,
    BillPart,
    LodgedLine,
    LodgedManifest,
    TallyEntry,
)
from clearance.manifests.queries.papers import ChangeView
from clearance.manifests.states import BillState, Kind, Mode, Resolution
from inspection.orders.operations.report_box import BoxNews
from inspection.orders.states import BoxStep

MOST_LINES = 20_000


class LineRequest(serializers.Serializer[Any]):
    transport_document = serializers.CharField(max_length=35)
    container_no = serializers.CharField(max_length=20, required=False, allow_blank=True)
    container_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=100
    )
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5)
    pieces = serializers.IntegerField(max_value=100_000_000)
    goods_name = serializers.CharField(max_length=255)
    consignee_uscc = serializers.CharField(max_length=24, required=False, allow_blank=True)
    departure_country = serializers.CharField(max_length=2)
    master = serializers.CharField(max_length=35, required=False, allow_blank=True)
    package_kind = serializers.CharField(max_length=3, required=False, allow_blank=True)
    shipper_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    consignee_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    consignee_address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    notify_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    un_number = serializers.CharField(max_length=8, required=False, allow_blank=True)
    dangerous_class = serializers.CharField(max_length=4, required=False, allow_blank=True)
    seal_nos = serializers.ListField(
        child=serializers.CharField(max_length=15, allow_blank=True), required=False, max_length=100
    )


class ManifestRequest(serializers.Serializer[Any]):
    vessel = serializers.CharField(max_length=70)
    imo = serializers.CharField(max_length=12, required=False, allow_blank=True, default="")
    voyage = serializers.CharField(max_length=20)
    loading_port = serializers.CharField(max_length=6)
    place_code = serializers.CharField(max_length=12)
    expected_at = serializers.DateTimeField()
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.SEA.value)
    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.ORIGINAL.value)
    loading_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    lines = LineRequest(many=True, max_length=MOST_LINES)  # type: ignore[call-arg]

    def to_manifest(self) -> LodgedManifest:
        data = dict(self.validated_data)
        lines = data.pop("lines")
        return LodgedManifest(**data, lines=tuple(_to_line(line) for line in lines))


def _to_line(line: dict[str, Any]) -> LodgedLine:
    single = [line["container_no"]] if line.get("container_no") else []
    return LodgedLine(
        transport_document=line["transport_document"],
        container_nos=tuple(single + line.get("container_nos", [])),
        gross_weight_kg=line["gross_weight_kg"],
        pieces=line["pieces"],
        goods_name=line["goods_name"],
        consignee_uscc=line.get("consignee_uscc", ""),
        departure_country=line["departure_country"],
        seal_nos=tuple(line.get("seal_nos", ())),
        **{name: line[name] for name in _WORDS if line.get(name)},
    )


_WORDS = (
    "master",
    "package_kind",
    "shipper_name",
    "consignee_name",
    "consignee_address",
    "notify_name",
    "un_number",
    "dangerous_class",
)


class ManifestAnswer(serializers.Serializer[Any]):
    manifest_no = serializers.CharField()
    lines = serializers.IntegerField()


class ArrivalRequest(serializers.Serializer[Any]):
    place_code = serializers.CharField(max_length=12)
    arrived_at = serializers.DateTimeField()


class ArrivalAnswer(serializers.Serializer[Any]):
    manifest_no = serializers.CharField()
    place_code = serializers.CharField()
    arrived_at = serializers.DateTimeField()


class ManifestShown(serializers.Serializer[Any]):
    manifest_no = serializers.CharField()
    vessel = serializers.CharField()
    imo = serializers.CharField()
    voyage = serializers.CharField()
    loading_port = serializers.CharField()
    place_code = serializers.CharField()
    expected_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField()
    arrived_at = serializers.DateTimeField(allow_null=True)
    lines = serializers.IntegerField()
    mode = serializers.CharField()
    kind = serializers.CharField()
    loading_at = serializers.DateTimeField(allow_null=True)
    lodge_by = serializers.DateTimeField(allow_null=True)
    late_minutes = serializers.IntegerField(allow_null=True)
    sailed_at = serializers.DateTimeField(allow_null=True)
    tallied_at = serializers.DateTimeField(allow_null=True)
    listed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class ManifestPage(serializers.Serializer[Any]):
    results = ManifestShown(many=True)
    next_page = serializers.IntegerField(allow_null=True)


class BillShown(serializers.Serializer[Any]):
    """``state`` is the letter of the receipt: 01, 02, 03, 11, 12 or 13."""

    transport_document = serializers.CharField()
    part = serializers.IntegerField()
    level = serializers.CharField()
    master = serializers.CharField(allow_blank=True)
    manifest_no = serializers.CharField()
    vessel = serializers.CharField()
    voyage = serializers.CharField()
    mode = serializers.CharField()
    kind = serializers.CharField()
    goods_name = serializers.CharField()
    pieces = serializers.IntegerField()
    package_kind = serializers.CharField(allow_blank=True)
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5)
    consignee = serializers.CharField(allow_blank=True)
    departure_country = serializers.CharField()
    un_number = serializers.CharField(allow_blank=True)
    dangerous_class = serializers.CharField(allow_blank=True)
    containers = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()
    state_label = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    fate = serializers.CharField(allow_blank=True)
    onward = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    declaration_no = serializers.CharField(allow_blank=True)
    locked = serializers.BooleanField()
    differs = serializers.BooleanField()
    changing = serializers.BooleanField()
    late = serializers.BooleanField()


class BillPage(serializers.Serializer[Any]):
    results = BillShown(many=True)
    next_page = serializers.IntegerField(allow_null=True)


class ChangeShown(serializers.Serializer[Any]):
    change_id = serializers.IntegerField()
    transport_document = serializers.CharField()
    version = serializers.IntegerField()
    act = serializers.CharField()
    changed = serializers.SerializerMethodField()
    reason = serializers.CharField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    state = serializers.CharField()
    decided_by = serializers.CharField(allow_blank=True)
    decision_reason = serializers.CharField(allow_blank=True)

    def get_changed(self, view: ChangeView) -> list[dict[str, str]]:
        return [
            {"field": label, "before": before, "after": after}
            for label, before, after in view.fields
        ]


class TallyRowRequest(serializers.Serializer[Any]):
    transport_document = serializers.CharField(max_length=35)
    container_no = serializers.CharField(
        max_length=20, required=False, allow_blank=True, default=""
    )
    pieces = serializers.IntegerField(min_value=0, max_value=100_000_000)
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5, min_value=0)


class TallyRequest(serializers.Serializer[Any]):
    finished_at = serializers.DateTimeField()
    rows = TallyRowRequest(many=True, max_length=MOST_LINES)  # type: ignore[call-arg]

    def entries(self) -> list[TallyEntry]:
        return [TallyEntry(**row) for row in self.validated_data["rows"]]


class TallyAnswer(serializers.Serializer[Any]):
    manifest_no = serializers.CharField()
    version = serializers.IntegerField()
    late = serializers.BooleanField()
    differences = serializers.IntegerField()


class DocumentsRequest(serializers.Serializer[Any]):
    transport_documents = serializers.ListField(
        child=serializers.CharField(max_length=35), max_length=MOST_LINES
    )


class YardArrivalRequest(serializers.Serializer[Any]):
    transport_documents = serializers.ListField(
        child=serializers.CharField(max_length=35), max_length=MOST_LINES, required=False
    )
    container_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=MOST_LINES, required=False
    )
    place_code = serializers.CharField(max_length=12)
    arrived_at = serializers.DateTimeField()


class SailingRequest(serializers.Serializer[Any]):
    sailed_at = serializers.DateTimeField()


class CountAnswer(serializers.Serializer[Any]):
    bills = serializers.IntegerField()


class ReasonRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)


class BillRequest(ReasonRequest):
    transport_document = serializers.CharField(max_length=35)


@extend_schema_serializer(component_name="BillAmendmentRequest")
class AmendmentRequest(BillRequest):
    """Only what is given is changed."""

    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5, required=False)
    pieces = serializers.IntegerField(max_value=100_000_000, required=False)
    goods_name = serializers.CharField(max_length=255, required=False)
    package_kind = serializers.CharField(max_length=3, required=False, allow_blank=True)
    shipper_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    consignee_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    consignee_address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    consignee_uscc = serializers.CharField(max_length=24, required=False, allow_blank=True)
    departure_country = serializers.CharField(max_length=2, required=False)
    container_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=100, required=False
    )

    def to_amendment(self) -> Amendment:
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.validated_data.items()
            if name not in ("transport_document", "reason")
        }
        return Amendment(**given)


@extend_schema_serializer(component_name="BillChangeAnswer")
class ChangeAnswer(serializers.Serializer[Any]):
    change_id = serializers.IntegerField()
    state = serializers.CharField()
    version = serializers.IntegerField()


class PartRequest(serializers.Serializer[Any]):
    transport_document = serializers.CharField(max_length=35)
    pieces = serializers.IntegerField(max_value=100_000_000)
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5)
    container_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=100, required=False, default=list
    )


class SplitRequest(BillRequest):
    parts = PartRequest(many=True, max_length=200)  # type: ignore[call-arg]


class MergeRequest(ReasonRequest):
    transport_documents = serializers.ListField(
        child=serializers.CharField(max_length=35), max_length=200
    )
    into = serializers.CharField(max_length=35)


class ShipPartRequest(ReasonRequest):
    part = PartRequest()
    to_manifest_no = serializers.CharField(max_length=18)


class MoveRequest(BillRequest):
    to_manifest_no = serializers.CharField(max_length=18)


class TranshipRequest(BillRequest):
    onward = serializers.CharField(max_length=100)


class NumbersAnswer(serializers.Serializer[Any]):
    transport_documents = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(component_name="BillVersionAnswer")
class VersionAnswer(serializers.Serializer[Any]):
    transport_document = serializers.CharField()
    version = serializers.IntegerField()


class LockRequest(DocumentsRequest):
    reason = serializers.CharField(max_length=400)
    expires_at = serializers.DateTimeField()


class UnlockRequest(DocumentsRequest):
    reason = serializers.CharField(max_length=400)


class DecideRequest(DocumentsRequest):
    state = serializers.ChoiceField(choices=BillState.choices)
    reason = serializers.CharField(max_length=400)


class AgreeRequest(ReasonRequest):
    agree = serializers.BooleanField()


class ResolveRequest(ReasonRequest):
    resolution = serializers.ChoiceField(choices=Resolution.choices)


class DifferenceShown(serializers.Serializer[Any]):
    difference_id = serializers.IntegerField()
    transport_document = serializers.CharField()
    container_no = serializers.CharField(allow_blank=True)
    kind_label = serializers.CharField()
    measure = serializers.CharField()
    expected = serializers.DecimalField(max_digits=19, decimal_places=5)
    found = serializers.DecimalField(max_digits=19, decimal_places=5)
    state = serializers.CharField()
    resolution_label = serializers.CharField(allow_blank=True)


class StateAnswer(serializers.Serializer[Any]):
    state = serializers.CharField()


class BoxReportRequest(serializers.Serializer[Any]):
    """What the terminal reports of one box. ``at`` is when it happened."""

    report_no = serializers.UUIDField()
    order_no = serializers.CharField(max_length=20)
    container_no = serializers.CharField(max_length=11)
    step = serializers.ChoiceField(BoxStep.choices)
    at = serializers.DateTimeField()

    def to_news(self) -> BoxNews:
        given = self.validated_data
        return BoxNews(**{**given, "step": BoxStep(given["step"])})


class BoxReportAnswer(serializers.Serializer[Any]):
    new = serializers.BooleanField()


class ReceiptsAnswer(serializers.Serializer[Any]):
    new = serializers.IntegerField()


def part_of(data: dict[str, Any]) -> BillPart:
    return BillPart(**{**data, "container_nos": tuple(data["container_nos"])})
