"""The shape of books, rules and switches on the wire."""

from typing import Any

from rest_framework import serializers


class DraftRequest(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    based_on = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)


class RuleRequest(serializers.Serializer[Any]):
    """A rule as data; ``when`` is the tree of its condition."""

    rule = serializers.JSONField()
    seen = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)

    def validate_rule(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise serializers.ValidationError("A rule is an object.", code="not_a_dict")
        return value


class PublishRequest(serializers.Serializer[Any]):
    digest = serializers.CharField(max_length=64)
    reason = serializers.CharField(max_length=1_000)
    start_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class SwitchRequest(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=12)
    off = serializers.BooleanField()
    reason = serializers.CharField(max_length=1_000)


class DecisionRequest(serializers.Serializer[Any]):
    agreed = serializers.BooleanField()
    answer = serializers.CharField(max_length=1_000)


class RuleAnswer(serializers.Serializer[Any]):
    code = serializers.CharField()
    version = serializers.IntegerField()
    off = serializers.BooleanField()
    rule = serializers.JSONField()


class BookLine(serializers.Serializer[Any]):
    book_no = serializers.CharField()
    title = serializers.CharField()
    based_on = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    digest = serializers.CharField()
    rule_count = serializers.IntegerField()
    written_by = serializers.CharField()
    written_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    backtest_no = serializers.CharField()
    published_by = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    in_force_from = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class BookAnswer(BookLine):
    rules = RuleAnswer(many=True)


class SwitchAnswer(serializers.Serializer[Any]):
    switch_no = serializers.CharField()
    code = serializers.CharField()
    off = serializers.BooleanField()
    reason = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
