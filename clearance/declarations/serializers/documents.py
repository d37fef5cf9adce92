"""The shape of documents on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.declarations.states import AskState


class SupplyBody(serializers.Serializer[Any]):
    type_code = serializers.CharField(max_length=4)
    file = serializers.FileField(help_text="A PDF without programs, locks or files inside")


class AskBody(serializers.Serializer[Any]):
    type_code = serializers.CharField(max_length=4)
    reason = serializers.CharField(max_length=400, allow_blank=True)
    days = serializers.IntegerField(required=False, min_value=0, max_value=1_000)


class DocumentAnswer(serializers.Serializer[Any]):
    document_id = serializers.IntegerField()
    type_code = serializers.CharField()
    type_label = serializers.CharField()
    file_name = serializers.CharField()
    sha256 = serializers.CharField()
    size_bytes = serializers.IntegerField()
    pages = serializers.IntegerField()
    supplied_at = serializers.DateTimeField()
    was_asked = serializers.BooleanField()


class AskAnswer(serializers.Serializer[Any]):
    type_code = serializers.CharField()
    type_label = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=AskState.choices)
    asked_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class DocumentsAnswer(serializers.Serializer[Any]):
    documents = DocumentAnswer(many=True)
    asked = AskAnswer(many=True)
