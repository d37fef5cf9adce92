"""The shape of messages on the wire."""

from typing import IO, Any

from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer

from clearance.messages.states import MessageKind, MessageState, NoticeFunction

MOST_AT_ONCE = 32_000_000


class MessageParser(BaseParser):
    """The body as it came; reading it is the operation's work."""

    media_type = "application/xml"

    def parse(  # type: ignore[override]
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> bytes:
        """One byte more than any limit is enough to know that it is too much."""
        return stream.read(MOST_AT_ONCE + 1)


class TextMessageParser(MessageParser):
    media_type = "text/xml"


class NoticeRenderer(BaseRenderer):
    """A notification as the data model writes it; a refusal stays a problem in JSON."""

    media_type = "application/xml"
    format = "xml"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        if isinstance(data, str):
            return data.encode()
        return bytes(JSONRenderer().render(data, accepted_media_type, renderer_context))


class MessageValueAnswer(serializers.Serializer[Any]):
    field = serializers.CharField()
    path = serializers.CharField()
    value = serializers.CharField()


class MessageKeptAnswer(serializers.Serializer[Any]):
    path = serializers.CharField()
    value = serializers.CharField()


class MessageRemarkAnswer(serializers.Serializer[Any]):
    place = serializers.CharField()
    rule = serializers.CharField()
    text = serializers.CharField()


class NoticeReasonAnswer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    place = serializers.CharField()


class NoticeAnswer(serializers.Serializer[Any]):
    reference = serializers.CharField()
    function = serializers.ChoiceField(choices=NoticeFunction.choices)
    function_label = serializers.CharField()
    answered_at = serializers.DateTimeField()
    reasons = NoticeReasonAnswer(many=True)
    statements = serializers.ListField(child=serializers.CharField())
    body = serializers.CharField(help_text="The notification as XML")


class MessageAnswer(serializers.Serializer[Any]):
    """A message with its mapping, what was kept as received, and its notifications."""

    message_no = serializers.CharField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(choices=MessageKind.choices)
    function_code = serializers.CharField()
    type_code = serializers.CharField()
    country = serializers.CharField()
    about_no = serializers.CharField()
    state = serializers.ChoiceField(choices=MessageState.choices)
    state_label = serializers.CharField()
    act = serializers.CharField(help_text="The operation asked for; empty: kept as received")
    declaration_no = serializers.CharField()
    draft_no = serializers.CharField(help_text="The draft that a foreign declaration began")
    received_at = serializers.DateTimeField()
    values = MessageValueAnswer(many=True, source="fields")
    kept = MessageKeptAnswer(many=True)
    remarks = MessageRemarkAnswer(many=True)
    schema = MessageRemarkAnswer(many=True, allow_null=True)
    answers = NoticeAnswer(many=True)


class MessageRowAnswer(serializers.Serializer[Any]):
    message_no = serializers.CharField()
    reference = serializers.CharField()
    kind = serializers.CharField()
    function_code = serializers.CharField()
    type_code = serializers.CharField()
    country = serializers.CharField()
    state = serializers.CharField()
    declaration_no = serializers.CharField()
    kept = serializers.IntegerField()
    answers = serializers.IntegerField()
    received_at = serializers.DateTimeField()


class MessagePageAnswer(serializers.Serializer[Any]):
    rows = MessageRowAnswer(many=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
