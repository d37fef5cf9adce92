"""Two-stage access, for programs of enterprises and of the office."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.changes import EITHER, REVIEWING
from clearance.declarations.api.declarations import person
from clearance.declarations.operations.grant_access import act_on_access, ask_access
from clearance.declarations.queries import declaration_for_officer, declaration_of
from clearance.declarations.queries.access import accesses_of
from clearance.declarations.serializers.access import AccessActBody, AccessAnswer, AccessBody
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound


class Access(APIView):
    permission_classes = [EITHER]

    @extend_schema(responses=AccessAnswer, operation_id="access_of_declaration")
    def get(self, request: Request, declaration_no: str) -> Response:
        """The two lights: may the goods leave the port, and may they be used."""
        return _shown(request, declaration_no)

    @extend_schema(
        request=AccessBody,
        responses={201: AccessAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="access_ask",
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """Ask for conditional removal or for a transfer to another yard."""
        _shown(request, declaration_no)
        incoming = AccessBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        ask_access(
            declaration_no=declaration_no,
            **incoming.validated_data,
            by=person(request),
            now=clock.now(),
        )
        return _shown(request, declaration_no, code=status.HTTP_201_CREATED)


class AccessAct(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        request=AccessActBody,
        responses=AccessAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="access_act",
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """An officer's act: propose, confirm, refuse, order a check, say what it found."""
        incoming = AccessActBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        act_on_access(
            declaration_no=declaration_no,
            **incoming.validated_data,
            by=person(request),
            now=clock.now(),
        )
        return _shown(request, declaration_no)


def _shown(request: Request, declaration_no: str, *, code: int = 200) -> Response:
    by = person(request)
    if by.holds(Duty.REVIEW_DECLARATION):
        view = declaration_for_officer(declaration_no=declaration_no)
    else:
        view = declaration_of(declaration_no=declaration_no, by=by)
    if view is None:
        raise NotFound(field="declaration_no")
    found = {
        "may_leave_port": view.may_leave_port,
        "free_to_use": view.free_to_use,
        "instructions": accesses_of(declaration_no=declaration_no),
    }
    return Response(AccessAnswer(found).data, status=code)
