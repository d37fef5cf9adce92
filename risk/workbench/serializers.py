"""The shape of the workbench on the wire."""

from typing import Any

from rest_framework import serializers

from risk.outcomes.serializers import RateAnswer, ShareAnswer
from risk.workbench.operations.keep_query import LONGEST_NAME, LONGEST_QUERY, PAGES


class NodeAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    key = serializers.CharField()
    steps = serializers.IntegerField()
    judged = serializers.IntegerField()
    stopped = serializers.IntegerField()
    found = serializers.IntegerField()


class EdgeAnswer(serializers.Serializer[Any]):
    """``one`` and ``other`` are pairs of kind and key."""

    one = serializers.ListField(child=serializers.CharField())
    other = serializers.ListField(child=serializers.CharField())
    judged = serializers.IntegerField()
    found = serializers.IntegerField()


class NetworkAnswer(serializers.Serializer[Any]):
    nodes = NodeAnswer(many=True)
    edges = EdgeAnswer(many=True)
    cut = serializers.BooleanField()


class WeekAnswer(serializers.Serializer[Any]):
    monday = serializers.DateTimeField()
    judged = serializers.IntegerField()
    stopped = serializers.IntegerField()
    found = serializers.IntegerField()
    value_cny = serializers.IntegerField()


class ThingAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    key = serializers.CharField()
    judged = serializers.IntegerField()
    stopped = serializers.IntegerField()
    looked = serializers.IntegerField()
    found = serializers.IntegerField()
    value_cny = serializers.IntegerField()


class FirmAnswer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    customs_code = serializers.CharField()


class GradePeriodAnswer(serializers.Serializer[Any]):
    grade = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class FirmProfileAnswer(serializers.Serializer[Any]):
    firm = FirmAnswer()
    grades = GradePeriodAnswer(many=True)
    whole = ThingAnswer(allow_null=True)
    stopped = ShareAnswer()
    hit = ShareAnswer()
    usual = RateAnswer(allow_null=True)
    weeks = WeekAnswer(many=True)
    parts = ThingAnswer(many=True)


class CaseAnswer(serializers.Serializer[Any]):
    assessment_no = serializers.CharField()
    subject_reference = serializers.CharField()
    assessed_at = serializers.DateTimeField()
    enterprise_key = serializers.CharField()
    agent_key = serializers.CharField()
    seller = serializers.CharField()
    departure = serializers.CharField()
    origin = serializers.CharField()
    hs6 = serializers.CharField()
    grade = serializers.CharField()
    value_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    weight_kg = serializers.DecimalField(max_digits=19, decimal_places=5, allow_null=True)
    score = serializers.IntegerField()
    channel = serializers.CharField()
    rules = serializers.ListField(child=serializers.CharField())
    found = serializers.BooleanField(allow_null=True)
    looked = serializers.CharField()
    fault_kind = serializers.CharField()


class SimilarAnswer(serializers.Serializer[Any]):
    points = serializers.IntegerField()
    case = CaseAnswer()


class QueryRequest(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=LONGEST_NAME)
    page = serializers.ChoiceField(choices=PAGES)
    query = serializers.CharField(max_length=LONGEST_QUERY, allow_blank=True, default="")
    shared = serializers.BooleanField(default=False)


class QueryAnswer(serializers.Serializer[Any]):
    query_id = serializers.IntegerField()
    name = serializers.CharField()
    page = serializers.CharField()
    query = serializers.CharField()
    shared = serializers.BooleanField()
    own = serializers.BooleanField()
    owner = serializers.CharField()
