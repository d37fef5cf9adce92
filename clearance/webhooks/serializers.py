"""The shape of webhooks on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.webhooks.states import DeliveryState, HookState, Topic


class WebhookRequest(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=400, help_text="https:// or http://, on the open net")
    topics = serializers.ListField(
        child=serializers.ChoiceField(choices=Topic.choices), max_length=len(Topic)
    )


class WebhookAnswer(serializers.Serializer[Any]):
    hook_no = serializers.CharField()
    url = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=HookState.choices)
    state_label = serializers.CharField()
    failures = serializers.IntegerField(help_text="Attempts that failed in a row")
    paused_because = serializers.CharField()
    created_at = serializers.DateTimeField()
    waiting = serializers.IntegerField()
    failed = serializers.IntegerField()


class SecretAnswer(serializers.Serializer[Any]):
    """The secret is told this once. What is sent carries X-Portal-Event, X-Portal-Delivery,
    X-Portal-Timestamp and X-Portal-Signature: ``v1=`` and the HMAC-SHA256 in hex, keyed with
    the secret, over the timestamp, a dot and the body. The same delivery may come more than
    once; its number stays the same."""

    hook_no = serializers.CharField()
    secret = serializers.CharField()


class ActRequest(serializers.Serializer[Any]):
    act = serializers.ChoiceField(choices=["pause", "resume"])


class AttemptAnswer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    answer = serializers.CharField()
    took_ms = serializers.IntegerField()


class DeliveryRowAnswer(serializers.Serializer[Any]):
    delivery_no = serializers.CharField()
    hook_no = serializers.CharField()
    event = serializers.CharField()
    topic = serializers.CharField()
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    tries = serializers.IntegerField()
    queued_at = serializers.DateTimeField()
    next_try_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class DeliveryAnswer(DeliveryRowAnswer):
    body = serializers.CharField()
    attempts = AttemptAnswer(many=True)


class DeliveryPageAnswer(serializers.Serializer[Any]):
    rows = DeliveryRowAnswer(many=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
