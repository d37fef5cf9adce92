"""The shape of draws on the wire."""

from typing import Any

from rest_framework import serializers

from inspection.draws.operations.enter_subjects import MOST_AT_ONCE, Entered
from inspection.draws.states import DrawState, SubjectKind


class EnteredRequest(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SubjectKind.choices)
    reference = serializers.CharField(max_length=60)
    grade = serializers.CharField(max_length=24, default="UNKNOWN")
    uscc = serializers.CharField(max_length=18, default="", allow_blank=True)


class SubjectsRequest(serializers.Serializer[Any]):
    place_code = serializers.CharField(max_length=12)
    subjects = EnteredRequest(  # type: ignore[call-arg]
        many=True, max_length=MOST_AT_ONCE, allow_empty=False
    )

    def to_subjects(self) -> list[Entered]:
        return [Entered(**one) for one in self.validated_data["subjects"]]


class SubjectsAnswer(serializers.Serializer[Any]):
    entered = serializers.IntegerField()


class CommitRequest(serializers.Serializer[Any]):
    place_code = serializers.CharField(max_length=12)


class KeptOutRequest(serializers.Serializer[Any]):
    place_code = serializers.CharField(max_length=12)
    officer = serializers.CharField(max_length=150)
    reason = serializers.CharField(max_length=300, allow_blank=True)


class SubjectNamed(serializers.Serializer[Any]):
    place_code = serializers.CharField(max_length=12)
    kind = serializers.ChoiceField(choices=SubjectKind.choices)
    reference = serializers.CharField(max_length=60)


class TakeOutRequest(SubjectNamed):
    reason = serializers.CharField(max_length=300, allow_blank=True)


class BeaconRequest(serializers.Serializer[Any]):
    public_value = serializers.CharField(max_length=4000, allow_blank=True)


class DrawAnswer(serializers.Serializer[Any]):
    draw_no = serializers.CharField()
    place_code = serializers.CharField()
    day = serializers.DateField()
    cut_off_at = serializers.DateTimeField()
    pool = serializers.IntegerField()
    drawn = serializers.IntegerField(allow_null=True)
    root = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=DrawState.choices)
    beacon = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)


class OwnSubjectAnswer(serializers.Serializer[Any]):
    key = serializers.IntegerField()
    kind = serializers.CharField()
    reference = serializers.CharField()
    place_code = serializers.CharField()
    grade = serializers.CharField()
    entered_at = serializers.DateTimeField()
    draw_no = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    drawn = serializers.BooleanField(allow_null=True)
    root = serializers.CharField()  # type: ignore[assignment]


class ReceiptAnswer(serializers.Serializer[Any]):
    receipt = serializers.CharField()
    day = serializers.CharField()
    draw = serializers.CharField()
    kind = serializers.CharField()
    reference = serializers.CharField()
    nonce = serializers.CharField()
    leaf = serializers.CharField()
    at = serializers.IntegerField()
    size = serializers.IntegerField()
    path = serializers.ListField(child=serializers.CharField())
    root = serializers.CharField()  # type: ignore[assignment]
    commitment = serializers.CharField()
    rate = serializers.IntegerField()
    head = serializers.CharField(allow_null=True)
    public_value = serializers.CharField(allow_null=True)
    beacon = serializers.CharField(allow_null=True)
    secret = serializers.CharField(allow_null=True)
    lot = serializers.IntegerField(allow_null=True)
    drawn = serializers.BooleanField(allow_null=True)


class FilingReceiptAnswer(serializers.Serializer[Any]):
    """``filed`` are the firm's own words, of which the lot was made."""

    receipt = serializers.CharField()
    day = serializers.CharField()
    draw = serializers.CharField(allow_blank=True)
    kind = serializers.CharField()
    reference = serializers.CharField()
    nonce = serializers.CharField()
    filed = serializers.CharField()
    leaf = serializers.CharField()
    at = serializers.IntegerField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    path = serializers.ListField(child=serializers.CharField())
    root = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    commitment = serializers.CharField()
    rate = serializers.IntegerField()
    secret = serializers.CharField(allow_null=True)
    lot = serializers.IntegerField(allow_null=True)
    drawn = serializers.BooleanField()


class PremisesAnswer(serializers.Serializer[Any]):
    """``rate`` is that of its level today, in permille; ``out_reason`` why somebody asks to take it
    out, "" where nobody does."""

    reference = serializers.CharField()
    place_code = serializers.CharField()
    enterprise_en = serializers.CharField()
    enterprise_zh = serializers.CharField()
    grade = serializers.CharField()
    rate = serializers.IntegerField()
    entered_at = serializers.DateTimeField()
    pools = serializers.IntegerField()
    times_drawn = serializers.IntegerField()
    last_drawn_at = serializers.DateTimeField(allow_null=True)
    out_reason = serializers.CharField()
    out_asked_by = serializers.CharField()
