"""Changes of accepted declarations, for programs of enterprises and of the office."""

from collections.abc import Callable

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.declarations import FILING, person
from clearance.declarations.forms import filing_from
from clearance.declarations.operations import ask_change, decide_change
from clearance.declarations.queries import (
    DeclarationView,
    declaration_for_officer,
    declaration_of,
)
from clearance.declarations.queries.changes import (
    ChangeSearch,
    answers_standing,
    change_for_officer,
    change_of,
    change_view,
    changes_of,
    find_changes,
    versions_of,
)
from clearance.declarations.serializers.changes import (
    ChangeAnswer,
    ChangeRequestBody,
    DecisionBody,
    ReasonBody,
    VersionAnswer,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound

MOST_ROWS = 200
ACTS: dict[str, Callable[..., object]] = {
    "propose": decide_change.propose_change,
    "approve": decide_change.approve_change,
    "refuse": decide_change.refuse_change,
}
REVIEWING = HasDuty.of(Duty.REVIEW_DECLARATION)
EITHER = HasDuty.of(Duty.FILE_DECLARATION, Duty.REVIEW_DECLARATION)


class Changes(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=ChangeAnswer(many=True), operation_id="changes_of_declaration")
    def get(self, request: Request, declaration_no: str) -> Response:
        """Every request for a change of this declaration, the last first."""
        _known(request, declaration_no)
        found = changes_of(declaration_no=declaration_no)
        return Response(ChangeAnswer(found, many=True).data)

    @extend_schema(
        request=ChangeRequestBody,
        responses={201: ChangeAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="changes_ask",
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """Ask for an amendment; what cannot be accepted is refused here, not by the officer."""
        view = _known(request, declaration_no)
        incoming = ChangeRequestBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        answers = answers_standing(declaration_no=declaration_no)
        made = ask_change.ask_amendment(
            declaration_no=declaration_no,
            wanted=filing_from(
                answers | incoming.validated_data["answers"],
                procedure=view.procedure,
                direction=view.direction,
            ),
            reason=incoming.validated_data["reason"],
            by=person(request),
            now=clock.now(),
        )
        return _made(request, made.request_no)


class Withdrawal(APIView):
    permission_classes = [FILING]

    @extend_schema(request=ReasonBody, responses={201: ChangeAnswer}, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """Ask to take the declaration back before anything was released."""
        _known(request, declaration_no)
        incoming = ReasonBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        made = ask_change.ask_withdrawal(
            declaration_no=declaration_no,
            reason=incoming.validated_data["reason"],
            by=person(request),
            now=clock.now(),
        )
        return _made(request, made.request_no)


class Versions(APIView):
    permission_classes = [EITHER]

    @extend_schema(responses=VersionAnswer(many=True), operation_id="versions_of_declaration")
    def get(self, request: Request, declaration_no: str) -> Response:
        """Every accepted version whole, the last first."""
        if not person(request).holds(Duty.REVIEW_DECLARATION):
            _known(request, declaration_no)
        elif declaration_for_officer(declaration_no=declaration_no) is None:
            raise NotFound(field="declaration_no")
        found = versions_of(declaration_no=declaration_no)
        return Response(VersionAnswer(found, many=True).data)


class ChangeQueue(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        responses=ChangeAnswer(many=True),
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("kind", str),
            OpenApiParameter("q", str),
            OpenApiParameter("sort", str),
        ],
        operation_id="changes_list",
    )
    def get(self, request: Request) -> Response:
        """The first 200 requests that wait for an officer, the most urgent first."""
        search = ChangeSearch.from_words(request.query_params)
        views = [change_view(row) for row in find_changes(search=search)[:MOST_ROWS]]
        return Response(ChangeAnswer(views, many=True).data)


class OneChange(APIView):
    permission_classes = [EITHER]

    @extend_schema(responses=ChangeAnswer, operation_id="changes_retrieve")
    def get(self, request: Request, request_no: str) -> Response:
        if person(request).holds(Duty.REVIEW_DECLARATION):
            return Response(ChangeAnswer(change_for_officer(request_no=request_no)).data)
        return Response(ChangeAnswer(change_of(request_no=request_no, by=person(request))).data)


class TakingBack(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses=ChangeAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="changes_take_back",
    )
    @repeatable
    def post(self, request: Request, request_no: str) -> Response:
        ask_change.take_back_change(request_no=request_no, by=person(request), now=clock.now())
        return Response(ChangeAnswer(change_of(request_no=request_no, by=person(request))).data)


class Decision(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        request=DecisionBody,
        responses=ChangeAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="changes_decide",
    )
    @repeatable
    def post(self, request: Request, request_no: str) -> Response:
        """Propose, approve or refuse; some changes need two officers."""
        incoming = DecisionBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        ACTS[incoming.validated_data["act"]](
            request_no=request_no,
            reason=incoming.validated_data["reason"],
            by=person(request),
            now=clock.now(),
        )
        return Response(ChangeAnswer(change_for_officer(request_no=request_no)).data)


def _known(request: Request, declaration_no: str) -> DeclarationView:
    view = declaration_of(declaration_no=declaration_no, by=person(request))
    if view is None:
        raise NotFound(field="declaration_no")
    return view


def _made(request: Request, request_no: str) -> Response:
    view = change_of(request_no=request_no, by=person(request))
    return Response(ChangeAnswer(view).data, status=status.HTTP_201_CREATED)
