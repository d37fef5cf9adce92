"""Inspection orders for programs: the queue with its clocks, what became of a box, and the firm's
own notices with its answers."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound
from inspection.orders.forms import NARROWING_RECORDS, record_filters_of
from inspection.orders.operations.answer_notice import (
    FIRM,
    ask_other_time,
    confirm_attendance,
    decide_other_time,
)
from inspection.orders.operations.report_box import report_box_by_hand
from inspection.orders.queries.box import BoxView, box_of
from inspection.orders.queries.lists import FoundOrders, OrderFilters
from inspection.orders.queries.notices import firms_answer, notice_of, notices_of
from inspection.orders.queries.records import FoundRecords
from inspection.orders.serializers import (
    AppointmentRequest,
    AttendanceRequest,
    BoxAnswer,
    BoxByHandRequest,
    InspectionOrderAnswer,
    InspectionRecordAnswer,
    NoticeAnswer,
    OtherTimeRequest,
)

MOST_ROWS = 200
AT_WORK = HasDuty.of(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)


class Orders(APIView):
    permission_classes = [AT_WORK]

    @extend_schema(
        responses=InspectionOrderAnswer(many=True),
        parameters=[
            OpenApiParameter(name, str) for name in ("q", "state", "place", "method", "clock")
        ],
        operation_id="inspection_orders_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 orders that fit; ``clock`` asks for boxes that are late: NOT_MOVED,
        NOT_INSPECTED or NOT_AWAY."""
        given = request.query_params
        state = given.get("state", "")
        filters = OrderFilters(
            states=(state,) if state else (),
            text=given.get("q", "")[:64],
            place_code=given.get("place", ""),
            method=given.get("method", ""),
            clock=given.get("clock", ""),
            seen_at=clock.now(),
        )
        rows = FoundOrders(filters)[0:MOST_ROWS]
        return Response(InspectionOrderAnswer(rows, many=True).data)


class Records(APIView):
    permission_classes = [AT_WORK]

    @extend_schema(
        responses=InspectionRecordAnswer(many=True),
        parameters=[OpenApiParameter(name, str) for name in (*NARROWING_RECORDS, "sort")]
        + [OpenApiParameter("page", int)],
        operation_id="inspection_records_list",
    )
    def get(self, request: Request) -> Response:
        """200 records a page, newest first unless asked otherwise: those of the supervisor's
        places, or of the inspector's own crews. ``since`` and ``until`` are days."""
        filters = record_filters_of(request.query_params)
        found = FoundRecords(filters, by=person_of(request), now=clock.now())
        page = request.query_params.get("page", "1")[:6]
        first = (min(int(page), 10_000) - 1) * MOST_ROWS if page.isdecimal() and page != "0" else 0
        rows = found[first : first + MOST_ROWS]
        return Response(InspectionRecordAnswer(rows, many=True).data)


class Box(APIView):
    permission_classes = [AT_WORK]

    @extend_schema(responses=BoxAnswer, operation_id="inspection_orders_box")
    def get(self, request: Request, order_no: str) -> Response:
        """Where the box of an order stands, which clock runs and whose turn it is."""
        return Response(BoxAnswer(_box(order_no)).data)


class BoxReports(APIView):
    permission_classes = [AT_WORK]

    @extend_schema(
        request=BoxByHandRequest, responses=BoxAnswer, parameters=[IDEMPOTENCY_KEY],
        operation_id="inspection_orders_report_box",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """An officer enters what the terminal did not report."""
        act_on(request, BoxByHandRequest, report_box_by_hand, order_no=order_no)
        return Response(BoxAnswer(_box(order_no)).data)


class Notices(APIView):
    permission_classes = [HasDuty.of(FIRM)]

    @extend_schema(
        responses=NoticeAnswer(many=True),
        parameters=[OpenApiParameter("q", str), OpenApiParameter("open", bool)],
        operation_id="inspection_notices_list",
    )
    def get(self, request: Request) -> Response:
        """The inspections of the firm's own goods, newest first, at most 500."""
        found = notices_of(
            by=person_of(request),
            now=clock.now(),
            text=request.query_params.get("q", "")[:64],
            only_open=request.query_params.get("open") == "true",
        )
        return Response(NoticeAnswer(found, many=True).data)


class Attendance(APIView):
    permission_classes = [HasDuty.of(FIRM)]

    @extend_schema(
        request=AttendanceRequest, responses=NoticeAnswer, parameters=[IDEMPOTENCY_KEY],
        operation_id="inspection_notices_attend",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """The firm's representative comes."""
        _own_notice(request, order_no)  # another firm's is like none, whatever the body says
        act_on(request, AttendanceRequest, confirm_attendance, order_no=order_no)
        return Response(_own_notice(request, order_no))


class OtherTime(APIView):
    permission_classes = [HasDuty.of(FIRM)]

    @extend_schema(
        request=OtherTimeRequest, responses=NoticeAnswer, parameters=[IDEMPOTENCY_KEY],
        operation_id="inspection_notices_other_time",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """The firm asks for another time; an officer decides."""
        _own_notice(request, order_no)  # another firm's is like none, whatever the body says
        act_on(request, OtherTimeRequest, ask_other_time, order_no=order_no)
        return Response(_own_notice(request, order_no))


class Appointment(APIView):
    permission_classes = [HasDuty.of(Duty.DISPATCH_INSPECTION)]

    @extend_schema(
        request=AppointmentRequest, responses=NoticeAnswer, parameters=[IDEMPOTENCY_KEY],
        operation_id="inspection_orders_appointment",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """Agree to the time that the firm asked for, or say why not."""
        act_on(request, AppointmentRequest, decide_other_time, order_no=order_no)
        return Response(NoticeAnswer(firms_answer(order_no=order_no, now=clock.now())).data)


def _own_notice(request: Request, order_no: str) -> dict[str, object]:
    found = notice_of(order_no=order_no, by=person_of(request), now=clock.now())
    return NoticeAnswer(found).data


def _box(order_no: str) -> BoxView:
    found = box_of(order_no=order_no)
    if found is None:
        raise NotFound(field="order_no", order_no=order_no)
    return found
