"""The doors of the handheld: the page on the device and other programs come in by the same ones.

Every act carries the device's own number (``entry_id``): what was sent twice is done once.
"""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from inspection.handheld.operations.confirm_record import confirm_record
from inspection.handheld.operations.look_over import pass_record, return_record
from inspection.handheld.operations.open_record import own_task
from inspection.handheld.operations.read_record import read_record
from inspection.handheld.operations.take_entry import take_entry
from inspection.handheld.operations.take_photograph import (
    MOST_BYTES,
    Spot,
    remove_photograph,
    take_photograph,
)
from inspection.handheld.queries.today import record_with_missing, today_of
from inspection.handheld.serializers import (
    HandheldConfirmAnswer,
    HandheldConfirmRequest,
    HandheldEntryAnswer,
    HandheldEntryRequest,
    HandheldPhotographRequest,
    HandheldPhotographTaken,
    HandheldRecordHistoryAnswer,
    HandheldTasksAnswer,
    RecordReturnedAnswer,
    RecordReturnRequest,
)
from inspection.orders.queries.returns import returns_of

INSPECTING = HasDuty.of(Duty.INSPECT_GOODS)
READING = HasDuty.of(Duty.INSPECT_GOODS, Duty.DISPATCH_INSPECTION)
LOOKING_OVER = HasDuty.of(Duty.DISPATCH_INSPECTION)


class Tasks(APIView):
    permission_classes = [INSPECTING]

    @extend_schema(responses=HandheldTasksAnswer, operation_id="handheld_tasks")
    def get(self, request: Request) -> Response:
        """The officer's open orders with their records, the first due first."""
        found = today_of(by=person_of(request), now=clock.now())
        return Response(HandheldTasksAnswer(found).data)


class Record(APIView):
    permission_classes = [READING]

    @extend_schema(responses=HandheldRecordHistoryAnswer, operation_id="handheld_record")
    def get(self, request: Request, order_no: str) -> Response:
        """One record as it stands, with what is contradicted, what is missing, what went back."""
        _task, record = read_record(order_no=order_no, by=person_of(request))
        told = {**record_with_missing(record), "returns": returns_of(order_no=order_no)}
        return Response(HandheldRecordHistoryAnswer(told).data)


class Entries(APIView):
    permission_classes = [INSPECTING]

    @extend_schema(
        request=HandheldEntryRequest,
        responses={201: HandheldEntryAnswer},
        operation_id="handheld_entry",
    )
    def post(self, request: Request, order_no: str) -> Response:
        """One field of the record; the last word stands, an unseen other one is kept beside it."""
        own_task(order_no=order_no, by=person_of(request))
        taken = act_on(request, HandheldEntryRequest, take_entry, order_no=order_no)
        return Response(HandheldEntryAnswer(taken).data, status=status.HTTP_201_CREATED)


class Photographs(APIView):
    permission_classes = [INSPECTING]
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": HandheldPhotographRequest},
        responses={201: HandheldPhotographTaken},
        operation_id="handheld_photograph",
    )
    def post(self, request: Request, order_no: str) -> Response:
        """A photograph, encoded anew; the number of a container or a seal is read afterwards."""
        own_task(order_no=order_no, by=person_of(request))
        incoming = HandheldPhotographRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        said = incoming.validated_data
        spot = None
        if "latitude" in said and "longitude" in said:
            spot = Spot(
                latitude=said["latitude"],
                longitude=said["longitude"],
                accuracy_m=said.get("accuracy_m", 0),
            )
        photograph_id = take_photograph(
            order_no=order_no,
            entry_id=said["entry_id"],
            device=said["device"],
            kind=said["kind"],
            data=said["file"].read(MOST_BYTES + 1),
            taken_at=said["taken_at"],
            spot=spot,
            by=person_of(request),
            now=clock.now(),
        )
        return Response({"photograph_id": photograph_id}, status=status.HTTP_201_CREATED)


class OnePhotograph(APIView):
    permission_classes = [INSPECTING]

    @extend_schema(responses={204: None}, operation_id="handheld_remove_photograph")
    def delete(self, request: Request, order_no: str, photograph_id: int) -> Response:
        """Take a photograph out of the record; it stays in the store."""
        remove_photograph(
            order_no=order_no,
            photograph_id=photograph_id,
            by=person_of(request),
            now=clock.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Confirm(APIView):
    permission_classes = [INSPECTING]

    @extend_schema(
        request=HandheldConfirmRequest,
        responses=HandheldConfirmAnswer,
        operation_id="handheld_confirm",
    )
    def post(self, request: Request, order_no: str) -> Response:
        """Stand for the record as it is; the second officer's word concludes the inspection."""
        own_task(order_no=order_no, by=person_of(request))
        concluded = act_on(request, HandheldConfirmRequest, confirm_record, order_no=order_no)
        return Response({"concluded": concluded})


class Return(APIView):
    permission_classes = [LOOKING_OVER]

    @extend_schema(
        request=RecordReturnRequest,
        responses=RecordReturnedAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="handheld_return",
    )
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """Return a concluded record to its crew, with the parts to look at again and why."""
        version = act_on(request, RecordReturnRequest, return_record, order_no=order_no)
        return Response({"version": version})


class Pass(APIView):
    permission_classes = [LOOKING_OVER]

    @extend_schema(
        request=None,
        responses={204: None},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="handheld_pass",
    )
    @repeatable
    def post(self, request: Request, order_no: str) -> Response:
        """Let a conclusion that waits for the supervisor's look stand; then it is told."""
        pass_record(order_no=order_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
