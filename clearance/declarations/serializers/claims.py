"""The shape of what may be claimed, on the wire."""

from typing import Any

from rest_framework import serializers


class AgreementAnswer(serializers.Serializer[Any]):
    """``percent`` of the dutiable value; ``months`` is how long a proof is good."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    percent = serializers.DecimalField(max_digits=9, decimal_places=4)
    proofs = serializers.ListField(child=serializers.CharField())
    months = serializers.IntegerField()


class ExporterAnswer(serializers.Serializer[Any]):
    name = serializers.CharField()
    percent = serializers.DecimalField(max_digits=9, decimal_places=4)


class ReliefModeAnswer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    certificate = serializers.BooleanField()
    relieves = serializers.ListField(child=serializers.CharField())


class ClaimsAnswer(serializers.Serializer[Any]):
    """What may be claimed today for goods of this code and origin."""

    common_percent = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    agreements = AgreementAnswer(many=True)
    quota_percent = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    exporters = ExporterAnswer(many=True)
    relief_modes = ReliefModeAnswer(many=True)
    late_exemptions = serializers.ListField(child=serializers.CharField())
