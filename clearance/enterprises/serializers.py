"""The shape of mandates on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.enterprises.facts import MandateOffer
from clearance.enterprises.states import MandateKind


class OfferRequest(serializers.Serializer[Any]):
    agent_uscc = serializers.CharField(max_length=30)
    kind = serializers.ChoiceField(choices=MandateKind.choices)
    transport_document = serializers.CharField(max_length=60, required=False, default="")
    supervision_modes = serializers.ListField(
        child=serializers.CharField(max_length=8), required=False, default=list, max_length=50
    )
    imports = serializers.BooleanField(default=True)
    exports = serializers.BooleanField(default=True)
    first_day = serializers.DateField()
    last_day = serializers.DateField()

    def to_offer(self) -> MandateOffer:
        values = dict(self.validated_data)
        values["supervision_modes"] = tuple(values["supervision_modes"])
        values["transport_document"] = values["transport_document"].strip().upper()
        return MandateOffer(**values)


class ReasonRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1_000)


class MandateAnswer(serializers.Serializer[Any]):
    mandate_no = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    kind = serializers.CharField()
    principal = serializers.CharField()
    principal_uscc = serializers.CharField()
    agent = serializers.CharField()
    agent_uscc = serializers.CharField()
    transport_document = serializers.CharField()
    supervision_modes = serializers.ListField(child=serializers.CharField())
    imports = serializers.BooleanField()
    exports = serializers.BooleanField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    offered_at = serializers.DateTimeField()
    offer_signature = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    acceptance_signature = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    signed = serializers.BooleanField()
