"""The shape of manifests on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.manifests.facts import LodgedLine, LodgedManifest


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


class ManifestRequest(serializers.Serializer[Any]):
    vessel = serializers.CharField(max_length=70)
    imo = serializers.CharField(max_length=12)
    voyage = serializers.CharField(max_length=20)
    loading_port = serializers.CharField(max_length=6)
    place_code = serializers.CharField(max_length=12)
    expected_at = serializers.DateTimeField()
    lines = LineRequest(many=True, max_length=5_000)  # type: ignore[call-arg]

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
