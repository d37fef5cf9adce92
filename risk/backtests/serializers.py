"""The shape of back-tests on the wire."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from risk.backtests.queries.trials import BackTestView


class BackTestRequest(serializers.Serializer[Any]):
    """A book, a model, or both."""

    book_no = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    model_no = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()


class ReplayedLine(serializers.Serializer[Any]):
    """A rule or a model; ``rate`` is share, low and high end of the 95 % interval, or null."""

    code = serializers.CharField()
    hits = serializers.IntegerField()
    stopped_then = serializers.IntegerField()
    outcomes = serializers.IntegerField()
    found = serializers.IntegerField()
    rate = serializers.ListField(child=serializers.FloatField(), allow_null=True)


class ReplayedGroup(serializers.Serializer[Any]):
    name = serializers.CharField()
    judged = serializers.IntegerField()
    then = serializers.IntegerField()
    now = serializers.IntegerField()
    found_then = serializers.IntegerField()
    found_now = serializers.IntegerField()
    hours_then = serializers.FloatField()
    hours_now = serializers.FloatField()


class BackTestAnswer(serializers.Serializer[Any]):
    backtest_no = serializers.CharField()
    book_no = serializers.CharField()
    digest = serializers.CharField()
    model_no = serializers.CharField()
    model_digest = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    green = serializers.BooleanField(allow_null=True)
    findings = serializers.ListField(child=serializers.DictField())
    tally = serializers.SerializerMethodField()
    hours_then = serializers.FloatField()
    hours_now = serializers.FloatField()
    rules = ReplayedLine(many=True)
    models = ReplayedLine(many=True)
    models_then = ReplayedLine(many=True)
    grades = ReplayedGroup(many=True)
    countries = ReplayedGroup(many=True)
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_tally(self, view: BackTestView) -> dict[str, Any]:
        return asdict(view.tally)


class ReplayedDifference(serializers.Serializer[Any]):
    assessment_no = serializers.CharField()
    subject_reference = serializers.CharField()
    stopped_then = serializers.BooleanField()
    stops_now = serializers.BooleanField()
    score_then = serializers.IntegerField()
    score_now = serializers.IntegerField()
    rules_then = serializers.ListField(child=serializers.CharField())
    rules_now = serializers.ListField(child=serializers.CharField())
    grade = serializers.CharField()
    country = serializers.CharField()
    found = serializers.BooleanField(allow_null=True)
