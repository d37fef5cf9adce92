"""The workbench for the office's own programs; a look at a firm is written down here too."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound
from risk.cases.operations.keep_judged import kept_case
from risk.cases.queries.cases import similar_to
from risk.cases.queries.things import COLUMNS, PERSONS, is_known, weeks
from risk.outcomes.queries.periods import Asked, asked_period
from risk.workbench.operations.keep_query import delete_query, keep_query
from risk.workbench.queries import READERS, queries_of
from risk.workbench.queries.network import network
from risk.workbench.queries.profile import profile
from risk.workbench.serializers import (
    FirmProfileAnswer,
    NetworkAnswer,
    QueryAnswer,
    QueryRequest,
    SimilarAnswer,
    WeekAnswer,
)

READING = HasDuty.of(*READERS)
KEEPING = HasDuty.of(Duty.JUDGE_RISK)
PERIOD = [OpenApiParameter("from", str), OpenApiParameter("to", str)]
TIED = ("firm", *PERSONS)
FIRMS = ("firm", "agent")


class NetworkDoor(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=NetworkAnswer,
        parameters=[
            OpenApiParameter("kind", str, enum=TIED),
            OpenApiParameter("key", str, required=True),
            *PERIOD,
        ],
        operation_id="risk_network",
    )
    def get(self, request: Request) -> Response:
        """Two steps around one firm, agent, declarant, seller or address."""
        kind, key = _thing(request, TIED)
        found = network(kind=kind, key=key, period=_asked(request).period)
        return Response(NetworkAnswer(found).data)


class Series(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=WeekAnswer(many=True),
        parameters=[
            OpenApiParameter("kind", str, enum=list(COLUMNS)),
            OpenApiParameter("key", str, required=True),
            *PERIOD,
        ],
        operation_id="risk_series",
    )
    def get(self, request: Request) -> Response:
        """Declarations, stops, faults and value by week; weeks without a case are left out."""
        kind, key = _thing(request, tuple(COLUMNS))
        found = weeks(kind=kind, key=key, period=_asked(request).period)
        return Response(WeekAnswer(found, many=True).data)


class FirmProfile(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=FirmProfileAnswer, parameters=PERIOD, operation_id="risk_firms_retrieve"
    )
    def get(self, request: Request, enterprise_key: str) -> Response:
        """One firm: grades, volumes, hit rates, codes, routes and partners."""
        one = profile(key=enterprise_key, period=_asked(request).period)
        _note(request, one.firm.key)
        parts = [thing for _kind, things in one.parts for thing in things]
        return Response(FirmProfileAnswer({**vars(one), "parts": parts}).data)


class SimilarCases(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=SimilarAnswer(many=True),
        parameters=[OpenApiParameter("looked", str, enum=["yes"])],
        operation_id="risk_assessments_similar",
    )
    def get(self, request: Request, assessment_no: str) -> Response:
        """The past cases most like this one, with what became of them."""
        case = kept_case(assessment_no=assessment_no)
        _note(request, case.enterprise_key)
        looked = request.query_params.get("looked") == "yes"
        found = similar_to(case=case, only_looked=looked)
        return Response(SimilarAnswer(found, many=True).data)


class Queries(APIView):
    permission_classes = [READING]

    @extend_schema(responses=QueryAnswer(many=True), operation_id="risk_queries_list")
    def get(self, request: Request) -> Response:
        """One's own kept questions and those that others share."""
        return Response(QueryAnswer(queries_of(by=person_of(request)), many=True).data)

    @extend_schema(
        request=QueryRequest,
        responses={201: QueryAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_queries_keep",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Keep a question; the same name on the same page is written over."""
        incoming = QueryRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        by = person_of(request)
        number = keep_query(**incoming.validated_data, by=by, now=clock.now())
        kept = next(one for one in queries_of(by=by) if one.query_id == number)
        return Response(QueryAnswer(kept).data, status=status.HTTP_201_CREATED)


class OneQuery(APIView):
    permission_classes = [KEEPING]

    @extend_schema(responses={204: None}, operation_id="risk_queries_delete")
    def delete(self, request: Request, query_id: int) -> Response:
        """Only one's own can be deleted."""
        delete_query(query_id=query_id, by=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _asked(request: Request) -> Asked:
    return asked_period(request.query_params, now=clock.now())


def _thing(request: Request, kinds: tuple[str, ...]) -> tuple[str, str]:
    """The thing asked for. Raises ``NotFound`` for one that no case names."""
    kind = request.query_params.get("kind", "firm")
    key = request.query_params.get("key", "").strip()
    if kind not in kinds:
        raise NotFound(field="kind")
    if not is_known(kind=kind, key=key):
        raise NotFound(field="key")
    if kind in FIRMS:
        _note(request, key)
    return kind, key


def _note(request: Request, key: str) -> None:
    if key:
        record_evidence_view(
            user=person_of(request), key="workbench/api", reference=key[:64], now=clock.now()
        )
