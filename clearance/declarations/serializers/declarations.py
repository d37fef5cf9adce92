"""The shape of declarations on the wire."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from clearance.declarations.facts import CompleteItem, Completion, Summary, SummaryItem
from clearance.declarations.operations.amend_summary import Amendment
from clearance.declarations.states import DeclarationState, Direction, Procedure


class ItemRequest(serializers.Serializer[Any]):
    hs_code = serializers.CharField(max_length=14)
    name = serializers.CharField(max_length=255, allow_blank=True)
    quantity = serializers.DecimalField(max_digits=19, decimal_places=5)
    unit = serializers.CharField(max_length=12, allow_blank=True)
    value = serializers.DecimalField(max_digits=16, decimal_places=2)
    currency = serializers.CharField(max_length=3)
    origin = serializers.CharField(max_length=3)


class SummaryRequest(serializers.Serializer[Any]):
    """Step one. Which answers the law asks depends on the three questions."""

    transport_document = serializers.CharField(max_length=40)
    transport_mode = serializers.CharField(max_length=2, default="2")
    vessel = serializers.CharField(max_length=70, allow_blank=True, default="")
    voyage = serializers.CharField(max_length=20, allow_blank=True, default="")
    supervision_mode = serializers.CharField(max_length=4, allow_blank=True, default="")
    consignee_uscc = serializers.CharField(max_length=24)
    departure_country = serializers.CharField(max_length=3)
    involves_licence = serializers.BooleanField()
    involves_inspection = serializers.BooleanField()
    involves_tax = serializers.BooleanField()
    guarantee_no = serializers.CharField(max_length=32, allow_blank=True, default="")
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5)
    pieces = serializers.IntegerField(max_value=2_000_000_000)
    container_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=200
    )
    items = ItemRequest(many=True, max_length=500)  # type: ignore[call-arg]
    licence_document = serializers.CharField(max_length=200, allow_blank=True, default="")
    item_containers = serializers.CharField(max_length=400, allow_blank=True, default="")
    product_qualification = serializers.CharField(max_length=200, allow_blank=True, default="")
    ciq_name = serializers.CharField(max_length=200, allow_blank=True, default="")
    goods_attribute = serializers.CharField(max_length=100, allow_blank=True, default="")
    purpose = serializers.CharField(max_length=100, allow_blank=True, default="")


def summary_from(validated: Mapping[str, Any]) -> Summary:
    """The summary that a valid request holds."""
    data = dict(validated)
    data["container_nos"] = tuple(data["container_nos"])
    data["items"] = tuple(SummaryItem(**item) for item in data["items"])
    return Summary(**data, source="API")


class CompleteItemRequest(serializers.Serializer[Any]):
    hs_code = serializers.CharField(max_length=14)
    name = serializers.CharField(max_length=255, allow_blank=True)
    specification = serializers.CharField(max_length=400, allow_blank=True)
    quantity = serializers.DecimalField(max_digits=19, decimal_places=5)
    unit = serializers.CharField(max_length=12, allow_blank=True)
    value = serializers.DecimalField(max_digits=16, decimal_places=2)
    currency = serializers.CharField(max_length=3)
    origin = serializers.CharField(max_length=3)
    net_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5)
    elements = serializers.DictField(
        child=serializers.CharField(max_length=400, allow_blank=True),
        default=dict,
        help_text="What GET /api/v1/elements/{hs_code} lists for the goods",
    )
    agreement = serializers.CharField(
        max_length=40,
        allow_blank=True,
        default="",
        help_text="One that GET /api/v1/claims/{hs_code}?origin= lists, or empty",
    )
    proof_kind = serializers.CharField(max_length=20, allow_blank=True, default="")
    proof_no = serializers.CharField(max_length=60, allow_blank=True, default="")
    proof_date = serializers.DateField(allow_null=True, default=None)
    proof_quantity = serializers.DecimalField(
        max_digits=19, decimal_places=5, allow_null=True, default=None
    )
    quota_no = serializers.CharField(max_length=60, allow_blank=True, default="")
    exporter = serializers.CharField(max_length=60, allow_blank=True, default="")
    relief_mode = serializers.CharField(max_length=2, allow_blank=True, default="")
    exemption_no = serializers.CharField(max_length=60, allow_blank=True, default="")


class CompletionRequest(serializers.Serializer[Any]):
    items = CompleteItemRequest(many=True, max_length=500)  # type: ignore[call-arg]
    freight_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    insurance_cny = serializers.DecimalField(
        max_digits=16, decimal_places=2, required=False, allow_null=True
    )
    late_exemption = serializers.CharField(
        max_length=40,
        allow_blank=True,
        default="",
        help_text="A reason of late_declaration.exemptions, or empty",
    )
    late_exemption_reason = serializers.CharField(max_length=400, allow_blank=True, default="")

    def to_completion(self) -> Completion:
        data = self.validated_data
        return Completion(
            items=tuple(CompleteItem(**item) for item in data["items"]),
            freight_cny=data["freight_cny"],
            insurance_cny=data.get("insurance_cny"),
            late_exemption=data["late_exemption"],
            late_exemption_reason=data["late_exemption_reason"],
        )


class AmendmentRequest(serializers.Serializer[Any]):
    """Only the fields that change."""

    vessel = serializers.CharField(max_length=70, required=False)
    voyage = serializers.CharField(max_length=20, required=False)
    departure_country = serializers.CharField(max_length=3, required=False)
    container_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=200, required=False
    )
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5, required=False)
    pieces = serializers.IntegerField(max_value=2_000_000_000, required=False)

    def to_amendment(self) -> Amendment:
        data = dict(self.validated_data)
        if "container_nos" in data:
            data["container_nos"] = tuple(data["container_nos"])
        return Amendment(**data)


class MismatchAnswer(serializers.Serializer[Any]):
    field = serializers.CharField()
    declared = serializers.CharField()
    manifest = serializers.CharField()
    remedy = serializers.CharField()


class ItemAnswer(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    hs_code = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=19, decimal_places=5, allow_null=True)
    unit = serializers.CharField()
    value = serializers.DecimalField(max_digits=16, decimal_places=2)
    currency = serializers.CharField()
    value_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    origin = serializers.CharField()
    elements = serializers.DictField(child=serializers.CharField())
    destination = serializers.CharField()
    claims = serializers.DictField(child=serializers.CharField())


class ContainerAnswer(serializers.Serializer[Any]):
    container_no = serializers.CharField()
    seen_at = serializers.DateTimeField(allow_null=True)
    released_at = serializers.DateTimeField(allow_null=True)
    left_at = serializers.DateTimeField(allow_null=True)


class ReasonAnswer(serializers.Serializer[Any]):
    rule = serializers.CharField()
    reason_en = serializers.CharField()
    reason_zh = serializers.CharField()


class DeclarationAnswer(serializers.Serializer[Any]):
    """A declaration as its enterprise may see it; the receipt of its filing."""

    declaration_no = serializers.CharField()
    procedure = serializers.ChoiceField(choices=Procedure.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    state = serializers.ChoiceField(choices=DeclarationState.choices)
    state_label = serializers.CharField()
    letter = serializers.CharField(help_text="The letter of the receipt: SpL, SpK, T, R ...")
    decision = serializers.CharField(
        help_text="CLEARED_TO_LEAVE, HELD, or empty while nothing is decided"
    )
    may_leave_port = serializers.CharField()
    free_to_use = serializers.CharField()
    office_code = serializers.CharField()
    enterprise = serializers.CharField()
    transport_document = serializers.CharField()
    vessel = serializers.CharField()
    voyage = serializers.CharField()
    departure_country = serializers.CharField()
    supervision_mode = serializers.CharField()
    head = serializers.DictField(
        child=serializers.CharField(),
        help_text="What only a declaration in one step says of the whole consignment",
    )
    gross_weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5, allow_null=True)
    pieces = serializers.IntegerField(allow_null=True)
    value_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    guarantee_no = serializers.CharField()
    manifest_no = serializers.CharField()
    bill_no = serializers.CharField()
    accepted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    released_at = serializers.DateTimeField(allow_null=True)
    complete_by = serializers.DateTimeField()
    completed_at = serializers.DateTimeField(allow_null=True)
    days_late = serializers.IntegerField()
    late_exemption = serializers.CharField()
    late_exemption_reason = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    items = ItemAnswer(many=True)
    complete_items = ItemAnswer(many=True)
    containers = ContainerAnswer(many=True)
    mismatches = MismatchAnswer(many=True)
    reasons = ReasonAnswer(many=True)


class CompletionAnswer(serializers.Serializer[Any]):
    declaration_no = serializers.CharField()
    state = serializers.CharField()
    bill_no = serializers.CharField()
    total_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    days_late = serializers.IntegerField()


class RowAnswer(serializers.Serializer[Any]):
    declaration_no = serializers.CharField()
    procedure = serializers.CharField()
    direction = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    letter = serializers.CharField(help_text="The letter of the receipt: SpL, SpK, T, R ...")
    transport_document = serializers.CharField()
    goods_name = serializers.CharField()
    hs_code = serializers.CharField()
    value_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    accepted_at = serializers.DateTimeField()
    complete_by = serializers.DateTimeField()


class PageAnswer(serializers.Serializer[Any]):
    rows = RowAnswer(many=True)
    after = serializers.CharField(help_text="Ask for the next page with ?after=; empty at the end")


class ElementAnswer(serializers.Serializer[Any]):
    key = serializers.CharField()
    en = serializers.CharField()
    zh = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())


class ElementsAnswer(serializers.Serializer[Any]):
    elements = ElementAnswer(many=True)


class StateChangeAnswer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    before = serializers.CharField(help_text="Empty for the first state")
    state = serializers.CharField()
    state_label = serializers.CharField()
    letter = serializers.CharField()
    at = serializers.DateTimeField()
    who = serializers.CharField(help_text="Empty: the system itself")
    reason = serializers.CharField()
    law = serializers.CharField(help_text="Key of the law pack, of the day of the change")


class HistoryAnswer(serializers.Serializer[Any]):
    changes = StateChangeAnswer(many=True)
