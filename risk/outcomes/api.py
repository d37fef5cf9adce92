"""Outcomes and reports for the office's own programs."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from risk.outcomes.operations.mark_false_positive import MAY_SAY, mark_false_positive
from risk.outcomes.operations.take_back import take_back
from risk.outcomes.queries import READERS, outcome_views, outcomes_found
from risk.outcomes.queries.chance import chance_report, earlier, exploration
from risk.outcomes.queries.monitoring import calibrations, drift
from risk.outcomes.queries.periods import Asked, asked_period
from risk.outcomes.queries.rates import FIRMS, GROUPINGS, fairness, rates
from risk.outcomes.serializers import (
    ChanceAnswer,
    DriftAnswer,
    FairnessAnswer,
    FalsePositiveAnswer,
    FalsePositiveRequest,
    OutcomeAnswer,
    RateAnswer,
)
from risk.outcomes.states import Looked

MOST_ROWS = 200
MOST_OFFSET = 10_000_000
READING = HasDuty.of(*READERS)
PERIOD = [OpenApiParameter("from", str), OpenApiParameter("to", str)]


class Outcomes(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=OutcomeAnswer(many=True),
        parameters=[
            *PERIOD,
            OpenApiParameter("q", str),
            OpenApiParameter("source", str, enum=Looked.values),
            OpenApiParameter("found", str, enum=["yes", "no"]),
            OpenApiParameter("offset", int),
        ],
        operation_id="risk_outcomes_list",
    )
    def get(self, request: Request) -> Response:
        """What came back about judged numbers: 200 statements from ``offset`` on, newest first."""
        asked, given = _asked(request), request.query_params
        found = outcomes_found(
            number=given.get("q", "")[:64],
            source=given.get("source", ""),
            found=given.get("found", ""),
            since=asked.period.since,
            until=asked.period.until,
        )
        offset = given.get("offset", "0")
        start = min(int(offset), MOST_OFFSET) if offset.isascii() and offset.isdecimal() else 0
        rows = outcome_views(found[start : start + MOST_ROWS])
        return Response(OutcomeAnswer(rows, many=True).data)


class Rates(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=RateAnswer(many=True),
        parameters=[
            *PERIOD,
            OpenApiParameter("by", str, enum=list(GROUPINGS)),
            OpenApiParameter("looked", str, enum=Looked.values),
        ],
        operation_id="risk_outcomes_rates",
    )
    def get(self, request: Request) -> Response:
        """Hit rates by rule, channel, model or month, each share with its 95 % interval."""
        by, looked = request.query_params.get("by", ""), request.query_params.get("looked", "")
        found = rates(
            by=by if by in GROUPINGS else "rule",
            period=_asked(request).period,
            looked=looked if looked in Looked.values else "",
        )
        return Response(RateAnswer(found, many=True).data)


class Fairness(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=FairnessAnswer, parameters=PERIOD, operation_id="risk_outcomes_fairness"
    )
    def get(self, request: Request) -> Response:
        """Firms by size, grade and origin, each group beside all others."""
        asked = _asked(request)
        found = {by: fairness(by=by, period=asked.period, on=asked.last) for by in FIRMS}
        return Response(FairnessAnswer(found).data)


class Chance(APIView):
    permission_classes = [READING]

    @extend_schema(responses=ChanceAnswer, parameters=PERIOD, operation_id="risk_outcomes_chance")
    def get(self, request: Request) -> Response:
        """The lot against the law's rates, and what it found among goods that would have passed."""
        asked = _asked(request)
        answer = {
            "draw": chance_report(period=asked.period, on=asked.last),
            "exploration": exploration(period=asked.period),
        }
        return Response(ChanceAnswer(answer).data)


class Drift(APIView):
    permission_classes = [READING]

    @extend_schema(responses=DriftAnswer, parameters=PERIOD, operation_id="risk_outcomes_drift")
    def get(self, request: Request) -> Response:
        """Facts of the period against the time before it, models against what was found."""
        asked = _asked(request)
        answer = {
            "drift": drift(before=earlier(asked.period), after=asked.period, on=asked.last),
            "models": calibrations(period=asked.period),
        }
        return Response(DriftAnswer(answer).data)


class FalsePositive(APIView):
    permission_classes = [HasDuty.of(*MAY_SAY)]

    @extend_schema(
        request=FalsePositiveRequest,
        responses={201: FalsePositiveAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_assessments_false_positive",
    )
    @repeatable
    def post(self, request: Request, assessment_no: str) -> Response:
        """The officer's word that this judgement stopped the goods for nothing."""
        incoming = FalsePositiveRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = mark_false_positive(
            assessment_no=assessment_no,
            reason=incoming.validated_data["reason"],
            by=person_of(request),
            now=clock.now(),
        )
        answer = FalsePositiveAnswer({"outcome_no": number})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class Undo(APIView):
    permission_classes = [HasDuty.of(*MAY_SAY)]

    @extend_schema(
        request=None,
        responses=FalsePositiveAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_assessments_false_positive_undo",
    )
    @repeatable
    def post(self, request: Request, assessment_no: str) -> Response:
        """The officer's own word is taken back, as long as no back-test has counted it."""
        number = take_back(assessment_no=assessment_no, by=person_of(request), now=clock.now())
        return Response(FalsePositiveAnswer({"outcome_no": number}).data)


def _asked(request: Request) -> Asked:
    return asked_period(request.query_params, now=clock.now())
