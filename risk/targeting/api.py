"""The door for programs: control orders, for risk officers."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from risk.targeting.operations.end_order import withdraw_order
from risk.targeting.operations.extend_order import extend_order
from risk.targeting.operations.place_order import place_order
from risk.targeting.queries.lists import (
    NEWEST_FIRST,
    FoundOrders,
    OrderFilters,
    order_file,
    order_view,
)
from risk.targeting.serializers import (
    ControlOrderAnswer,
    ControlOrderFile,
    ExtendOrderRequest,
    NewOrderRequest,
    WithdrawOrderRequest,
)

MOST_ROWS = 200
WORDS = ("view", "text", "state", "method", "purpose")


class ControlOrders(APIView):
    permission_classes = [HasDuty.of(Duty.JUDGE_RISK)]

    @extend_schema(
        responses=ControlOrderAnswer(many=True),
        parameters=[OpenApiParameter(name, str) for name in (*WORDS, "sort")],
        operation_id="control_orders_list",
    )
    def get(self, request: Request) -> Response:
        """At most 200 orders, those in force and the newest first unless asked otherwise."""
        given = {name: request.query_params.get(name, "")[:100] for name in WORDS}
        filters = OrderFilters(
            **{**given, "view": given["view"] or "in-force"},
            sort=request.query_params.get("sort") or NEWEST_FIRST,
        )
        found = FoundOrders(filters, by=person_of(request), now=clock.now())
        return Response(ControlOrderAnswer(found[:MOST_ROWS], many=True).data)

    @extend_schema(
        request=NewOrderRequest,
        responses={201: ControlOrderAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="control_orders_place",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Put an order in force."""
        incoming = NewOrderRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        now = clock.now()
        made = place_order(order=incoming.to_order(now=now), by=person_of(request), now=now)
        answer = ControlOrderAnswer(order_view(order_no=made.order_no)).data
        return Response(answer, status=status.HTTP_201_CREATED)


class OneOrder(APIView):
    permission_classes = [HasDuty.of(Duty.JUDGE_RISK)]

    @extend_schema(responses=ControlOrderFile, operation_id="control_orders_retrieve")
    def get(self, request: Request, order_no: str) -> Response:
        """One order with its latest hits."""
        return Response(ControlOrderFile(order_file(order_no=order_no)).data)


class Withdraw(APIView):
    permission_classes = [HasDuty.of(Duty.JUDGE_RISK)]

    @extend_schema(
        request=WithdrawOrderRequest,
        responses=ControlOrderAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="control_orders_withdraw",
    )
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """Take an order back, with the reason."""
        incoming = WithdrawOrderRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        withdraw_order(
            order_no=order_no, by=person_of(request), now=clock.now(), **incoming.validated_data
        )
        return Response(ControlOrderAnswer(order_view(order_no=order_no)).data)


class Extend(APIView):
    permission_classes = [HasDuty.of(Duty.JUDGE_RISK)]

    @extend_schema(
        request=ExtendOrderRequest,
        responses=ControlOrderAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="control_orders_extend",
    )
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """A longer term, given by another officer than the one who set the present one."""
        incoming = ExtendOrderRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        extend_order(
            order_no=order_no, by=person_of(request), now=clock.now(), **incoming.validated_data
        )
        return Response(ControlOrderAnswer(order_view(order_no=order_no)).data)
