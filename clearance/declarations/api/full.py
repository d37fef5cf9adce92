"""Declarations in one step, for programs of enterprises."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.declarations import FILING, person, shown
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.secure_tax import secure_tax
from clearance.declarations.serializers.declarations import DeclarationAnswer
from clearance.declarations.serializers.full import FullRequest, SecuringRequest
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, repeatable
from customs_portal.kit import clock


class FullDeclarations(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=FullRequest,
        responses={201: DeclarationAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="declaration_in_one_step",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """File everything at once, import or export: accepted with its number, or refused."""
        incoming = FullRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        declaration = file_in_one_step(full=incoming.to_full(), by=person(request), now=clock.now())
        return Response(
            shown(declaration.declaration_no, person(request)), status=status.HTTP_201_CREATED
        )


class Securing(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=SecuringRequest,
        responses=DeclarationAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="declaration_secure_tax",
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """Release against a guarantee: the goods go on before the tax is paid."""
        incoming = SecuringRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        secure_tax(
            declaration_no=declaration_no,
            guarantee_no=incoming.validated_data["guarantee_no"],
            by=person(request),
            now=clock.now(),
        )
        return Response(shown(declaration_no, person(request)))
