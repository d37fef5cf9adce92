"""The officers' queue on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.declarations.operations.act_on_review import ACTS, MOST_AT_ONCE
from clearance.declarations.serializers.declarations import DeclarationAnswer, RowAnswer

_NUMBER = serializers.CharField(max_length=30)


class ChosenBody(serializers.Serializer[Any]):
    declaration_nos = serializers.ListField(
        child=_NUMBER, allow_empty=False, max_length=MOST_AT_ONCE
    )


class ReviewActBody(serializers.Serializer[Any]):
    """``kind`` only names a detention; ``claim`` and ``confirm`` need no reason."""

    act = serializers.ChoiceField(choices=list(ACTS))
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")
    kind = serializers.CharField(max_length=8, allow_blank=True, default="")


class ReviewRowAnswer(RowAnswer):
    enterprise = serializers.CharField()
    grade = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    ranking = serializers.CharField()
    office_code = serializers.CharField()
    review_by = serializers.DateTimeField(allow_null=True)
    claimed_by = serializers.CharField()
    proposed_by = serializers.CharField()
    release_reason = serializers.CharField()
    documents_asked = serializers.BooleanField()


class ReviewPageAnswer(serializers.Serializer[Any]):
    rows = ReviewRowAnswer(many=True)
    after = serializers.CharField(help_text="Ask for the next page with ?after=; empty at the end")


class ReviewAnswer(DeclarationAnswer):
    """A declaration as its reviewer sees it: with what the enterprise is not shown."""

    uscc = serializers.CharField()
    grade = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)
    review_by = serializers.DateTimeField(allow_null=True)
    claimed_by = serializers.CharField()
    release_proposed_by = serializers.CharField()
    release_reason = serializers.CharField()
    doubted_by = serializers.CharField()
    doubt = serializers.CharField()
    return_reason = serializers.CharField()
    detention_kind = serializers.CharField()


class TakenAnswer(serializers.Serializer[Any]):
    declaration_no = serializers.CharField(help_text="Empty when nothing waits")


class CountedAnswer(serializers.Serializer[Any]):
    declarations = serializers.IntegerField()


class LeftAnswer(serializers.Serializer[Any]):
    declaration_no = serializers.CharField(source="field")
    rule = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField()


class ConfirmedAnswer(serializers.Serializer[Any]):
    """``left`` names each one that stays as it was, and why."""

    confirmed = serializers.ListField(child=serializers.CharField())
    left = LeftAnswer(many=True)
