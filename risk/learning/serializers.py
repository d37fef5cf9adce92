"""The shape of learned models on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from risk.learning.operations.put_to_service import LONGEST_REASON


class ServiceAnswer(serializers.Serializer[Any]):
    counts = serializers.BooleanField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    reason = serializers.CharField()
    confirmed_by = serializers.CharField()
    began_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()
    restored = serializers.BooleanField()


class ModelLine(serializers.Serializer[Any]):
    """A registered model; ``signed``: the house's signature fits this digest."""

    model_no = serializers.CharField()
    name = serializers.CharField()
    digest = serializers.CharField()
    signed = serializers.BooleanField()
    counting = serializers.BooleanField()
    in_shadow = serializers.BooleanField()
    waiting = serializers.BooleanField()
    registered_by = serializers.CharField()
    registered_at = serializers.DateTimeField()


class ModelDriftAnswer(serializers.Serializer[Any]):
    """The newest judged items beside what was learned from; permille, thousandths for ``psi``."""

    rows = serializers.IntegerField()
    new_codes = serializers.IntegerField()
    new_origins = serializers.IntegerField()
    new_routes = serializers.IntegerField()
    psi_permille = serializers.IntegerField()


class FeatureAnswer(serializers.Serializer[Any]):
    name = serializers.CharField()
    en = serializers.CharField()
    zh = serializers.CharField()


class ModelAnswer(ModelLine):
    """A model with its whole card, its services, what moved, and what its parts are called."""

    signature = serializers.CharField()
    card = serializers.DictField()
    services = ServiceAnswer(many=True)
    drift = serializers.SerializerMethodField()
    features = serializers.SerializerMethodField()

    @extend_schema_field(ModelDriftAnswer(allow_null=True))
    def get_drift(self, _view: Any) -> dict[str, Any] | None:
        found = self.context.get("drift")
        return None if found is None else dict(ModelDriftAnswer(found).data)

    @extend_schema_field(FeatureAnswer(many=True))
    def get_features(self, _view: Any) -> list[dict[str, Any]]:
        return [dict(one) for one in FeatureAnswer(self.context["features"], many=True).data]


class ModelReasonRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True)


class RestoredAnswer(serializers.Serializer[Any]):
    """The model that counts again; "" when none counted before."""

    model_no = serializers.CharField(allow_blank=True)
