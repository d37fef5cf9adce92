"""The shape of files, templates and drafts submitted together on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from clearance.declarations.states import Direction, Procedure

FORMS = {
    "SUMMARY": (Procedure.TWO_STEP, Direction.IMPORT),
    "WHOLE_IMPORT": (Procedure.ONE_STEP, Direction.IMPORT),
    "WHOLE_EXPORT": (Procedure.ONE_STEP, Direction.EXPORT),
}


class FileBody(serializers.Serializer[Any]):
    """A table as XLSX, CSV or JSON, told by its content."""

    file = serializers.FileField()


@extend_schema_serializer(component_name="FileReasonAnswer")
class ReasonAnswer(serializers.Serializer[Any]):
    """One thing wrong; ``row`` and ``column`` are those of the file, in the reader's language."""

    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField()
    rule = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField()
    reference = serializers.CharField()


class ConsignmentAnswer(serializers.Serializer[Any]):
    reference = serializers.CharField()
    transport_document = serializers.CharField()
    rows = serializers.CharField()
    items = serializers.IntegerField()
    arrives_at = serializers.DateTimeField(allow_null=True)
    good = serializers.BooleanField(allow_null=True)
    draft_no = serializers.CharField()


class FileAnswer(serializers.Serializer[Any]):
    """``state``: CHECKING, CHECKED, STORED or DISCARDED. Lists are paged by ``page``."""

    sheet_no = serializers.CharField()
    file_name = serializers.CharField()
    state = serializers.CharField()
    rows = serializers.IntegerField()
    consignments = serializers.IntegerField()
    checked = serializers.IntegerField()
    good = serializers.IntegerField()
    sent_at = serializers.DateTimeField()
    report = ReasonAnswer(many=True)
    parts = ConsignmentAnswer(many=True)
    pages = serializers.IntegerField()


class DraftAnswer(serializers.Serializer[Any]):
    """``procedure`` and ``direction`` say by which form the draft is filled."""

    draft_no = serializers.CharField()
    procedure = serializers.CharField()
    direction = serializers.CharField()
    version = serializers.IntegerField()
    begun_at = serializers.DateTimeField()
    saved_at = serializers.DateTimeField()
    completes = serializers.CharField()
    answers = serializers.DictField(child=serializers.CharField(allow_blank=True))


class DraftBody(serializers.Serializer[Any]):
    form = serializers.ChoiceField(
        choices=list(FORMS), help_text="Summary of two steps, or everything at once"
    )


class AnswersBody(serializers.Serializer[Any]):
    """Answers by the names of the form: ``items.0.hs_code``; what is left out stays."""

    version = serializers.IntegerField(min_value=0, max_value=2_000_000_000)
    answers = serializers.DictField(child=serializers.CharField(max_length=2_000, allow_blank=True))


class DraftsAnswer(serializers.Serializer[Any]):
    drafts = DraftAnswer(many=True)
    pages = serializers.IntegerField()


class RunBody(serializers.Serializer[Any]):
    draft_nos = serializers.ListField(
        child=serializers.CharField(max_length=20), allow_empty=False, max_length=1000
    )


class LineAnswer(serializers.Serializer[Any]):
    """``state``: WAITING, ACCEPTED with a number, or REFUSED with reasons."""

    draft_no = serializers.CharField()
    state = serializers.CharField()
    declaration_no = serializers.CharField()
    faults = ReasonAnswer(many=True)


class RunAnswer(serializers.Serializer[Any]):
    run_no = serializers.CharField()
    begun_at = serializers.DateTimeField()
    total = serializers.IntegerField()
    accepted = serializers.IntegerField()
    refused = serializers.IntegerField()
    lines = LineAnswer(many=True)


class TemplateBody(serializers.Serializer[Any]):
    """From a draft or from a declaration: exactly one of the two numbers."""

    name = serializers.CharField(max_length=200)
    draft_no = serializers.CharField(max_length=20, required=False)
    declaration_no = serializers.CharField(max_length=18, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("draft_no" in attrs) == ("declaration_no" in attrs):
            raise serializers.ValidationError({"draft_no": "one of draft_no, declaration_no"})
        return attrs


class NameBody(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)


class TemplateAnswer(serializers.Serializer[Any]):
    template_id = serializers.IntegerField()
    name = serializers.CharField()
    goods_name = serializers.CharField()
    hs_code = serializers.CharField()
    items = serializers.IntegerField()
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()
    used_at = serializers.DateTimeField(allow_null=True)
    uses = serializers.IntegerField()


class TemplatesAnswer(serializers.Serializer[Any]):
    templates = TemplateAnswer(many=True)
    pages = serializers.IntegerField()
