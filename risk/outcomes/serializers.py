"""The shape of outcomes and reports on the wire."""

from typing import Any

from rest_framework import serializers

from risk.outcomes.states import Looked


class ShareAnswer(serializers.Serializer[Any]):
    """``part`` of ``of`` with the 95 % interval of Wilson; null where nothing is known."""

    part = serializers.IntegerField()
    of = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class RateAnswer(serializers.Serializer[Any]):
    key = serializers.CharField()
    judged = serializers.IntegerField()
    stopped = ShareAnswer()
    hit = ShareAnswer()
    idle = ShareAnswer()


class ComparisonAnswer(serializers.Serializer[Any]):
    rate = RateAnswer()
    others = RateAnswer()
    differs = serializers.ListField(child=serializers.ChoiceField(choices=["stopped", "idle"]))


class FairnessAnswer(serializers.Serializer[Any]):
    size = ComparisonAnswer(many=True)
    grade = ComparisonAnswer(many=True)
    origin = ComparisonAnswer(many=True)


class GradeDrawAnswer(serializers.Serializer[Any]):
    grade = serializers.CharField()
    drawn = ShareAnswer()
    expected = serializers.FloatField()
    permille = serializers.ListField(child=serializers.IntegerField())
    within = serializers.BooleanField()


class PromiseAnswer(serializers.Serializer[Any]):
    limit = serializers.IntegerField()
    by_law = serializers.FloatField()
    seen = serializers.FloatField(allow_null=True)
    certified = ShareAnswer()
    kept = serializers.BooleanField()


class ChanceReportAnswer(serializers.Serializer[Any]):
    grades = GradeDrawAnswer(many=True)
    statistic = serializers.FloatField(allow_null=True)
    freedom = serializers.IntegerField()
    chance = serializers.FloatField(allow_null=True)
    fair = serializers.BooleanField()
    promise = PromiseAnswer(allow_null=True)


class ExplorationAnswer(serializers.Serializer[Any]):
    passed = serializers.IntegerField()
    drawn = serializers.IntegerField()
    learned = ShareAnswer()
    share = ShareAnswer()
    missed = serializers.ListField(child=serializers.FloatField(), allow_null=True)


class ChanceAnswer(serializers.Serializer[Any]):
    draw = ChanceReportAnswer()
    exploration = ExplorationAnswer()


class SpreadAnswer(serializers.Serializer[Any]):
    fact = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    before = serializers.ListField(child=serializers.IntegerField())
    after = serializers.ListField(child=serializers.IntegerField())


class DriftRowAnswer(serializers.Serializer[Any]):
    spread = SpreadAnswer()
    psi = serializers.FloatField(allow_null=True)
    level = serializers.ChoiceField(choices=["STEADY", "WATCH", "CHANGED"])


class BinAnswer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    read = serializers.IntegerField()
    expected = serializers.FloatField(allow_null=True)
    found = ShareAnswer()


class CalibrationAnswer(serializers.Serializer[Any]):
    model = serializers.CharField()
    bins = BinAnswer(many=True)
    error = serializers.FloatField(allow_null=True)


class DriftAnswer(serializers.Serializer[Any]):
    drift = DriftRowAnswer(many=True)
    models = CalibrationAnswer(many=True)


class OutcomeAnswer(serializers.Serializer[Any]):
    outcome_no = serializers.CharField()
    subject_reference = serializers.CharField()
    assessment_no = serializers.CharField()
    source = serializers.ChoiceField(choices=Looked.choices)  # type: ignore[assignment]
    evidence = serializers.CharField()
    found = serializers.BooleanField()
    kind = serializers.CharField()
    category = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.CharField()
    corrects = serializers.CharField()
    replaced = serializers.BooleanField()
    recorded_at = serializers.DateTimeField()
    used_by = serializers.CharField()


class FalsePositiveRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)


class FalsePositiveAnswer(serializers.Serializer[Any]):
    outcome_no = serializers.CharField()
