"""The door for programs: mandates."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.enterprises import queries
from clearance.enterprises.operations.answer_mandate import (
    accept_mandate,
    decline_mandate,
    end_mandate,
)
from clearance.enterprises.operations.offer_mandate import offer_mandate
from clearance.enterprises.serializers import MandateAnswer, OfferRequest, ReasonRequest
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotPermitted

MOST_ROWS = 200
FILING = HasDuty.of(Duty.FILE_DECLARATION)


def _member(request: Request) -> tuple[User, int]:
    user = request.user
    if not isinstance(user, User) or user.enterprise_id is None:
        raise NotPermitted
    return user, user.enterprise_id


def _shown(mandate_no: str, enterprise_id: int, *, made: bool = False) -> Response:
    view = queries.mandate_of(mandate_no=mandate_no, enterprise_id=enterprise_id)
    code = status.HTTP_201_CREATED if made else status.HTTP_200_OK
    return Response(MandateAnswer(view).data, status=code)


class Mandates(APIView):
    permission_classes = [FILING]

    @extend_schema(
        responses=MandateAnswer(many=True),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("q", str)],
        operation_id="mandates_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 mandates that the enterprise gave or was given."""
        _user, enterprise_id = _member(request)
        search = queries.MandateSearch.from_words(request.query_params)
        found = queries.find_mandates(search=search, enterprise_id=enterprise_id)
        views = [queries.mandate_view(row) for row in found[:MOST_ROWS]]
        return Response(MandateAnswer(views, many=True).data)

    @extend_schema(
        request=OfferRequest,
        responses={201: MandateAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="mandates_offer",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Offer an agent a mandate; it is in force once the agent has accepted it."""
        user, enterprise_id = _member(request)
        incoming = OfferRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = offer_mandate(offer=incoming.to_offer(), by=user, now=clock.now())
        return _shown(number, enterprise_id, made=True)


class OneMandate(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=MandateAnswer, operation_id="mandates_retrieve")
    def get(self, request: Request, mandate_no: str) -> Response:
        return _shown(mandate_no, _member(request)[1])


class Acceptance(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses=MandateAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="mandates_accept",
    )
    @repeatable
    def post(self, request: Request, mandate_no: str) -> Response:
        user, enterprise_id = _member(request)
        accept_mandate(mandate_no=mandate_no, by=user, now=clock.now())
        return _shown(mandate_no, enterprise_id)


class _WithReason(APIView):
    permission_classes = [FILING]

    def _reason(self, request: Request) -> str:
        incoming = ReasonRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        return str(incoming.validated_data["reason"])


class Refusal(_WithReason):
    @extend_schema(
        request=ReasonRequest,
        responses=MandateAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="mandates_decline",
    )
    @repeatable
    def post(self, request: Request, mandate_no: str) -> Response:
        user, enterprise_id = _member(request)
        decline_mandate(
            mandate_no=mandate_no, reason=self._reason(request), by=user, now=clock.now()
        )
        return _shown(mandate_no, enterprise_id)


class End(_WithReason):
    @extend_schema(
        request=ReasonRequest,
        responses=MandateAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="mandates_end",
    )
    @repeatable
    def post(self, request: Request, mandate_no: str) -> Response:
        """Take an unanswered offer back, or revoke a mandate in force."""
        user, enterprise_id = _member(request)
        end_mandate(mandate_no=mandate_no, reason=self._reason(request), by=user, now=clock.now())
        return _shown(mandate_no, enterprise_id)
