"""The door for programs: learned models, their cards, and putting them to service."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from risk.learning import queries
from risk.learning.operations.put_to_service import (
    CONFIRMERS,
    ask_to_count,
    confirm_counting,
    end_shadow,
    put_in_shadow,
    refuse_counting,
    roll_back,
)
from risk.learning.serializers import ModelAnswer, ModelLine, ModelReasonRequest, RestoredAnswer

MOST_ROWS = 200
READING = HasDuty.of(*CONFIRMERS, Duty.READ_JOURNAL)
ACTING = HasDuty.of(*CONFIRMERS)


def _model(model_no: str) -> Response:
    view = queries.registered_model(model_no=model_no)
    context = {
        "drift": queries.drift(model_no=model_no),
        "features": queries.features_of(model_no=model_no),
    }
    return Response(ModelAnswer(view, context=context).data)


class Models(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=ModelLine(many=True),
        parameters=[OpenApiParameter("q", str), OpenApiParameter("sort", str)],
        operation_id="risk_models_list",
    )
    def get(self, request: Request) -> Response:
        """At most 200 registered models, the newest first unless asked otherwise."""
        found = queries.registered_models(
            text=request.query_params.get("q", "").strip()[:64],
            sort=request.query_params.get("sort", ""),
        )
        return Response(ModelLine(found[:MOST_ROWS], many=True).data)


class OneModel(APIView):
    permission_classes = [READING]

    @extend_schema(responses=ModelAnswer, operation_id="risk_models_retrieve")
    def get(self, request: Request, model_no: str) -> Response:
        """One model with its card and its services."""
        return _model(model_no)


class Shadow(APIView):
    permission_classes = [ACTING]

    @extend_schema(
        request=None,
        responses=ModelAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_models_shadow",
    )
    @repeatable
    def post(self, request: Request, model_no: str) -> Response:
        """Let it read every shipment without counting."""
        put_in_shadow(model_no=model_no, by=person_of(request), now=clock.now())
        return _model(model_no)


class Confirm(APIView):
    permission_classes = [ACTING]

    @extend_schema(
        request=None,
        responses=ModelAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_models_confirm",
    )
    @repeatable
    def post(self, request: Request, model_no: str) -> Response:
        """The second person: from now on it counts."""
        confirm_counting(model_no=model_no, by=person_of(request), now=clock.now())
        return _model(model_no)


class _WithReason(APIView):
    """An act on one model for which a reason is given."""

    permission_classes = [ACTING]

    def act(self, request: Request, model_no: str, does: Callable[..., Any]) -> Response:
        act_on(request, ModelReasonRequest, does, model_no=model_no)
        return _model(model_no)


class EndShadow(_WithReason):
    @extend_schema(
        request=ModelReasonRequest,
        responses=ModelAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_models_end_shadow",
    )
    @repeatable
    def post(self, request: Request, model_no: str) -> Response:
        """Its shadow is over."""
        return self.act(request, model_no, end_shadow)


class AskToCount(_WithReason):
    @extend_schema(
        request=ModelReasonRequest,
        responses=ModelAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_models_ask",
    )
    @repeatable
    def post(self, request: Request, model_no: str) -> Response:
        """Ask that it counts; another person confirms or refuses."""
        return self.act(request, model_no, ask_to_count)


class Refuse(_WithReason):
    @extend_schema(
        request=ModelReasonRequest,
        responses=ModelAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_models_refuse",
    )
    @repeatable
    def post(self, request: Request, model_no: str) -> Response:
        """The request that it counts is refused, or taken back."""
        return self.act(request, model_no, refuse_counting)


class RollBack(APIView):
    permission_classes = [ACTING]

    @extend_schema(
        request=ModelReasonRequest,
        responses=RestoredAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_models_roll_back",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """One action: what counts ends, and what counted before counts again."""
        number = act_on(request, ModelReasonRequest, roll_back)
        return Response(RestoredAnswer({"model_no": number}).data)
