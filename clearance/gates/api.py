"""The door for programs: gate passes."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.gates import queries
from clearance.gates.operations.apply_gate_pass import apply_gate_pass
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.gates.serializers import PassAnswer, PassRequest
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotPermitted

MOST_ROWS = 200


def _enterprise_id(request: Request) -> int:
    if not isinstance(request.user, User) or request.user.enterprise_id is None:
        raise NotPermitted
    return request.user.enterprise_id


def _person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user


class GatePasses(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(
        responses=PassAnswer(many=True),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("q", str)],
        operation_id="gate_passes_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 passes of the enterprise."""
        found = queries.find_passes(
            search=queries.PassSearch.from_words(request.query_params),
            enterprise_id=_enterprise_id(request),
        )
        passes = [queries.pass_view(row) for row in found[:MOST_ROWS]]
        return Response(PassAnswer(passes, many=True).data)

    @extend_schema(
        request=PassRequest,
        responses={201: PassAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_passes_create",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        incoming = PassRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        pass_no = apply_gate_pass(
            application=incoming.to_application(), by=_person(request), now=clock.now()
        )
        made = queries.pass_of(pass_no=pass_no, enterprise_id=_enterprise_id(request))
        return Response(PassAnswer(made).data, status=status.HTTP_201_CREATED)


class GatePass(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(responses=PassAnswer, operation_id="gate_passes_retrieve")
    def get(self, request: Request, pass_no: str) -> Response:
        found = queries.pass_of(pass_no=pass_no, enterprise_id=_enterprise_id(request))
        return Response(PassAnswer(found).data)

    @extend_schema(responses={204: None}, operation_id="gate_passes_void")
    def delete(self, request: Request, pass_no: str) -> Response:
        void_gate_pass(pass_no=pass_no, by=_person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
