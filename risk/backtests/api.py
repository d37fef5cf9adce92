"""The door for programs of the risk desk: back-tests."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from risk.backtests.operations.run_backtest import ask_backtest, run_if_short
from risk.backtests.queries.trials import (
    BackTestSearch,
    backtest_of,
    backtest_view,
    differences_of,
    find_backtests,
)
from risk.backtests.serializers import BackTestAnswer, BackTestRequest, ReplayedDifference

MOST_ROWS = 200
MOST_DIFFERENCES = 5_000
READING = HasDuty.of(Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES, Duty.READ_JOURNAL)
DESK = HasDuty.of(Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES)


class BackTests(APIView):
    def get_permissions(self) -> list[HasDuty]:  # type: ignore[override]
        return [DESK() if self.request.method == "POST" else READING()]

    @extend_schema(
        responses=BackTestAnswer(many=True),
        parameters=[OpenApiParameter("q", str), OpenApiParameter("outcome", str)],
        operation_id="risk_backtests_list",
    )
    def get(self, request: Request) -> Response:
        """The 200 latest back-tests."""
        found = find_backtests(search=BackTestSearch.from_words(request.query_params))
        views = [backtest_view(one) for one in found[:MOST_ROWS]]
        return Response(BackTestAnswer(views, many=True).data)

    @extend_schema(
        request=BackTestRequest,
        responses={202: BackTestAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_backtests_ask",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Queue a book, a model or both for the judgements of a time; ask again for the answer."""
        incoming = BackTestRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = ask_backtest(**incoming.validated_data, by=person_of(request), now=clock.now())
        run_if_short(backtest_no=number, now=clock.now())
        answer = BackTestAnswer(backtest_of(backtest_no=number)).data
        return Response(answer, status=status.HTTP_202_ACCEPTED)


class OneBackTest(APIView):
    permission_classes = [READING]

    @extend_schema(responses=BackTestAnswer, operation_id="risk_backtests_retrieve")
    def get(self, request: Request, backtest_no: str) -> Response:
        return Response(BackTestAnswer(backtest_of(backtest_no=backtest_no)).data)


class Differences(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=ReplayedDifference(many=True),
        parameters=[OpenApiParameter("way", str)],
        operation_id="risk_backtests_differences",
    )
    def get(self, request: Request, backtest_no: str) -> Response:
        """Exactly the judgements that the book would have decided otherwise (at most 5,000)."""
        backtest_of(backtest_no=backtest_no)
        way = request.query_params.get("way", "")
        found = differences_of(backtest_no=backtest_no, way=way, sort="")
        return Response(ReplayedDifference(found[:MOST_DIFFERENCES], many=True).data)
