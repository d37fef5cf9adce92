"""The shape of changes of declarations on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.declarations.states import ChangeKind, ChangeState


class ChangeRequestBody(serializers.Serializer[Any]):
    """Only the answers that change, by the names of the form: ``items.0.value``."""

    answers = serializers.DictField(child=serializers.CharField(max_length=400, allow_blank=True))
    reason = serializers.CharField(max_length=400, default="", allow_blank=True)


class ReasonBody(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400, default="", allow_blank=True)


class DecisionBody(serializers.Serializer[Any]):
    act = serializers.ChoiceField(choices=["propose", "approve", "refuse"])
    reason = serializers.CharField(max_length=400, default="", allow_blank=True)


class DifferenceAnswer(serializers.Serializer[Any]):
    field = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()


class ChangeAnswer(serializers.Serializer[Any]):
    request_no = serializers.CharField()
    declaration_no = serializers.CharField()
    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    state = serializers.ChoiceField(choices=ChangeState.choices)
    state_label = serializers.CharField()
    reason = serializers.CharField()
    differences = DifferenceAnswer(many=True)
    two_because = serializers.ListField(child=serializers.CharField())
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    proposed_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    version = serializers.IntegerField(allow_null=True)


class VersionAnswer(serializers.Serializer[Any]):
    """``document`` is the declaration whole, as it was accepted; ``sha256`` its canonical hash."""

    number = serializers.IntegerField()
    accepted_at = serializers.DateTimeField()
    request_no = serializers.CharField()
    sha256 = serializers.CharField()
    differences = DifferenceAnswer(many=True)
    document = serializers.DictField()
