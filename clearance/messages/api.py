"""The programs' door for messages of the WCO data model."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.messages.operations.receive_message import receive_message
from clearance.messages.queries import (
    MessageSearch,
    answer_of,
    find_messages,
    message_of,
    message_rows,
    written_again,
)
from clearance.messages.serializers import (
    MessageAnswer,
    MessagePageAnswer,
    MessageParser,
    NoticeRenderer,
    TextMessageParser,
)
from customs_portal.accounts.doors import HasDuty
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import enterprise_id_of, person_of
from customs_portal.kit import clock

FILING = HasDuty.of(Duty.FILE_DECLARATION)
ROWS = 50
XML = "application/xml"
QUERY = [
    OpenApiParameter(name, description=text)
    for name, text in (
        ("q", "Reference, or number of the message or of a declaration"),
        ("state", "One state"),
        ("kind", "declaration, notification, movement or retrieval"),
        ("on", "Day of receipt"),
        ("sort", "received or reference; with - for descending"),
        ("page", "Number of the page"),
    )
]


class Messages(APIView):
    permission_classes = [FILING]
    parser_classes = [MessageParser, TextMessageParser]
    renderer_classes = [NoticeRenderer, JSONRenderer]

    def get_renderers(self) -> list[Any]:
        """A list is no notification: it is JSON whatever is preferred."""
        if self.request is not None and self.request.method == "GET":
            return [JSONRenderer()]
        return super().get_renderers()

    @extend_schema(
        request={XML: OpenApiTypes.STR},
        responses={
            (201, XML): OpenApiTypes.STR,
            (201, "application/json"): MessageAnswer,
            (200, XML): OpenApiTypes.STR,
            (200, "application/json"): MessageAnswer,
        },
    )
    def post(self, request: Request) -> Response:
        """Send one message: it is kept, acted on where the law knows the act, and answered.

        The answer is the notification as XML, or everything about the message as JSON when
        asked for. The same message again gets the same answer.
        """
        data = request.data if isinstance(request.data, bytes) else b""
        by = person_of(request)
        message, is_new = receive_message(
            data=data, by=by, now=clock.now(), schema_folder=settings.WCO_SCHEMAS
        )
        view = message_of(message_no=message.message_no, enterprise_id=by.enterprise_id)
        as_xml = getattr(request.accepted_renderer, "format", "") == NoticeRenderer.format
        return Response(
            view.answers[0].body if as_xml else MessageAnswer(view).data,
            status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
            headers={
                "Location": reverse("messages:api-message", args=[message.message_no]),
                "Message-Number": message.message_no,
            },
        )

    @extend_schema(responses=MessagePageAnswer, parameters=QUERY)
    def get(self, request: Request) -> Response:
        """Your messages, the newest first."""
        found = find_messages(
            search=MessageSearch.from_words(request.query_params),
            enterprise_id=enterprise_id_of(request),
        )
        page = Paginator(found, ROWS).get_page(request.query_params.get("page"))
        answer = {
            "rows": message_rows(page),
            "page": page.number,
            "pages": page.paginator.num_pages,
        }
        return Response(MessagePageAnswer(answer).data)


class OneMessage(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=MessageAnswer)
    def get(self, request: Request, message_no: str) -> Response:
        """What was mapped, what was kept as received, and every notification."""
        view = message_of(message_no=message_no, enterprise_id=enterprise_id_of(request))
        return Response(MessageAnswer(view).data)


class WrittenMessage(APIView):
    permission_classes = [FILING]
    renderer_classes = [NoticeRenderer]

    @extend_schema(responses={(200, XML): OpenApiTypes.STR})
    def get(self, request: Request, message_no: str) -> Response:
        """The message written again from its fields: equal in canonical XML."""
        return Response(
            written_again(message_no=message_no, enterprise_id=enterprise_id_of(request))
        )


class OneAnswer(APIView):
    permission_classes = [FILING]
    renderer_classes = [NoticeRenderer]

    @extend_schema(responses={(200, XML): OpenApiTypes.STR})
    def get(self, request: Request, reference: str) -> Response:
        """One notification by its reference."""
        return Response(
            answer_of(reference=reference, enterprise_id=enterprise_id_of(request)).body
        )
