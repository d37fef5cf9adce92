"""Documents with a declaration, for programs."""

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.declarations import FILING, person
from clearance.declarations.operations.supply_document import (
    ask_document,
    cancel_ask,
    open_document,
    supply_document,
)
from clearance.declarations.queries import declaration_for_officer, declaration_of
from clearance.declarations.queries.documents import asks_of, documents_of
from clearance.declarations.serializers.documents import AskBody, DocumentsAnswer, SupplyBody
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound
from customs_portal.registry import law


class Documents(APIView):
    permission_classes = [FILING]
    parser_classes = [MultiPartParser]

    @extend_schema(responses=DocumentsAnswer, operation_id="documents_of_declaration")
    def get(self, request: Request, declaration_no: str) -> Response:
        """What was supplied, and what an officer asked for."""
        return _shown(request, declaration_no)

    @extend_schema(
        request={"multipart/form-data": SupplyBody},
        responses={201: DocumentsAnswer},
        operation_id="documents_supply",
    )
    def post(self, request: Request, declaration_no: str) -> Response:
        """Supply a PDF; what it is, is taken from its content and never from its name."""
        _shown(request, declaration_no)
        incoming = SupplyBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        now, file = clock.now(), incoming.validated_data["file"]
        most = law.whole_number("attachment.most_bytes", at=now)
        supply_document(
            declaration_no=declaration_no,
            type_code=incoming.validated_data["type_code"],
            file_name=file.name,
            data=file.read(most + 1),
            by=person(request),
            now=now,
        )
        return _shown(request, declaration_no, code=status.HTTP_201_CREATED)


class OneDocument(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_DECLARATION, Duty.REVIEW_DECLARATION)]

    @extend_schema(
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        operation_id="documents_retrieve",
    )
    def get(self, request: Request, declaration_no: str, document_id: int) -> HttpResponse:
        opened = open_document(
            declaration_no=declaration_no,
            document_id=document_id,
            by=person(request),
            now=clock.now(),
        )
        return HttpResponse(opened.data, content_type="application/pdf")


class DocumentAsks(APIView):
    permission_classes = [HasDuty.of(Duty.REVIEW_DECLARATION)]

    @extend_schema(
        request=AskBody,
        responses={201: DocumentsAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="documents_ask",
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """Ask the declarant for a document of this type, with a reason and a deadline."""
        incoming = AskBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        ask_document(
            declaration_no=declaration_no,
            type_code=incoming.validated_data["type_code"],
            reason=incoming.validated_data["reason"],
            days=incoming.validated_data.get("days"),
            by=person(request),
            now=clock.now(),
        )
        return _shown(request, declaration_no, code=status.HTTP_201_CREATED)


class OneDocumentAsk(APIView):
    permission_classes = [HasDuty.of(Duty.REVIEW_DECLARATION)]

    @extend_schema(responses={204: None}, operation_id="documents_cancel_ask")
    def delete(self, request: Request, declaration_no: str, type_code: str) -> Response:
        """The document is needed no more."""
        cancel_ask(
            declaration_no=declaration_no,
            type_code=type_code,
            by=person(request),
            now=clock.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


def _shown(request: Request, declaration_no: str, *, code: int = 200) -> Response:
    by, today = person(request), timezone.localdate(clock.now())
    if by.holds(Duty.REVIEW_DECLARATION):
        view = declaration_for_officer(declaration_no=declaration_no)
    else:
        view = declaration_of(declaration_no=declaration_no, by=by)
    if view is None:
        raise NotFound(field="declaration_no")
    found = {
        "documents": documents_of(declaration_no=declaration_no, on=today),
        "asked": asks_of(declaration_no=declaration_no, on=today),
    }
    return Response(DocumentsAnswer(found).data, status=code)
