"""The shape of two-stage access on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.declarations.states import AccessKind, AccessState


class AccessBody(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["CONDITIONAL_REMOVAL", "TRANSFER"])
    site = serializers.CharField(max_length=200, allow_blank=True)
    reason = serializers.CharField(max_length=400, allow_blank=True)


class AccessActBody(serializers.Serializer[Any]):
    act = serializers.ChoiceField(
        choices=["propose", "confirm", "refuse", "order", "no-fault", "fault"]
    )
    site = serializers.CharField(max_length=200, allow_blank=True, default="")
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")


class InstructionAnswer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=AccessKind.choices)
    state = serializers.ChoiceField(choices=AccessState.choices)
    state_label = serializers.CharField()
    site = serializers.CharField()
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()
    ordered_at = serializers.DateTimeField(allow_null=True)
    check_by = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    finding = serializers.CharField()


class AccessAnswer(serializers.Serializer[Any]):
    """The two lights and the instructions, the last first."""

    may_leave_port = serializers.CharField()
    free_to_use = serializers.CharField()
    instructions = InstructionAnswer(many=True)
