"""A declaration in one step on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.declarations.facts import CompleteItem, FullDeclaration
from clearance.declarations.serializers.declarations import CompleteItemRequest
from clearance.declarations.states import Direction


def _text(most: int, help_text: str = "") -> serializers.CharField:
    return serializers.CharField(max_length=most, allow_blank=True, default="", help_text=help_text)


def _amount() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=16, decimal_places=2, required=False, allow_null=True
    )


class FullItemRequest(CompleteItemRequest):
    destination = _text(3, "Final destination, ISO 3166")


class FullRequest(serializers.Serializer[Any]):
    """Head, goods and containers. What is asked depends on direction, terms and goods; the
    codes are those of the law pack (supervision.modes, levy.modes, terms.codes, packing.kinds).
    """

    direction = serializers.ChoiceField(choices=Direction.choices)
    transport_document = serializers.CharField(max_length=40)
    transport_mode = serializers.CharField(max_length=2, default="2")
    vessel = _text(70)
    voyage = _text(20)
    supervision_mode = _text(4, "Supervision mode (监管方式), for example 0110")
    levy_mode = _text(3, "Nature of the levy (征免性质), for example 101")
    consignee_uscc = serializers.CharField(
        max_length=24, help_text="Consignee of an import, consignor of an export"
    )
    overseas_party = _text(120)
    trade_country = _text(3)
    departure_country = _text(3, "Of an import")
    destination_country = _text(3, "Of an export")
    foreign_port = _text(5, "UN/LOCODE: where an import was loaded, an export is discharged")
    terms = _text(2, "Terms of delivery (成交方式): 1 CIF, 2 C&F, 3 FOB ...")
    package_kind = _text(3)
    pieces = serializers.IntegerField(max_value=2_000_000_000)
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5)
    net_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5)
    container_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=200, default=list
    )
    items = FullItemRequest(many=True, max_length=500)  # type: ignore[call-arg]
    freight_cny = _amount()
    insurance_cny = _amount()
    other_cny = _amount()
    contract_no = _text(40)
    marks = _text(400)
    involves_licence = serializers.BooleanField(default=False)
    involves_inspection = serializers.BooleanField(default=False)
    licence_document = _text(200)
    item_containers = _text(400)
    product_qualification = _text(200)
    ciq_name = _text(200)
    goods_attribute = _text(100)
    purpose = _text(100)
    guarantee_no = _text(32, "Import: release against this guarantee, the tax is paid later")
    late_exemption = _text(40, "Import: the law's reason to charge no late-declaration surcharge")
    late_exemption_reason = _text(400)
    office_code = _text(8, "Office of acceptance; empty: that of the berth")

    def to_full(self) -> FullDeclaration:
        data = dict(self.validated_data)
        data["container_nos"] = tuple(data["container_nos"])
        data["items"] = tuple(CompleteItem(**item) for item in data["items"])
        return FullDeclaration(**data, source="API")


class SecuringRequest(serializers.Serializer[Any]):
    guarantee_no = serializers.CharField(max_length=32)
