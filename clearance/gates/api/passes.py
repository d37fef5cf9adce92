"""The door for programs: gate passes, trucks, ledgers and the queue."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.gates import queries
from clearance.gates.operations.apply_gate_pass import apply_gate_pass
from clearance.gates.operations.keep_ledger import open_ledger
from clearance.gates.operations.queue_trucks import join_queue, leave_queue
from clearance.gates.operations.register_truck import register_truck, retire_truck
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.gates.serializers import (
    JourneyAnswer,
    LedgerAnswer,
    LedgerRequest,
    PassAnswer,
    PassRequest,
    TrackAnswer,
    TruckAnswer,
    TruckRequest,
    TurnAnswer,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import enterprise_id_of, person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound

MOST_ROWS = 200


class GatePasses(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(
        responses=PassAnswer(many=True),
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("type", int),
            OpenApiParameter("q", str),
        ],
        operation_id="gate_passes_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 passes of the enterprise."""
        found = queries.find_passes(
            search=queries.PassSearch.from_words(request.query_params),
            enterprise_id=enterprise_id_of(request),
        )
        return Response(PassAnswer(queries.pass_views(found[:MOST_ROWS]), many=True).data)

    @extend_schema(
        request=PassRequest,
        responses={201: PassAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_passes_create",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        incoming = PassRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        pass_no = apply_gate_pass(
            application=incoming.to_application(), by=person_of(request), now=clock.now()
        )
        made = queries.pass_of(pass_no=pass_no, enterprise_id=enterprise_id_of(request))
        return Response(PassAnswer(made).data, status=status.HTTP_201_CREATED)


class GatePass(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(responses=PassAnswer, operation_id="gate_passes_retrieve")
    def get(self, request: Request, pass_no: str) -> Response:
        found = queries.pass_of(pass_no=pass_no, enterprise_id=enterprise_id_of(request))
        return Response(PassAnswer(found).data)

    @extend_schema(responses={204: None}, operation_id="gate_passes_void")
    def delete(self, request: Request, pass_no: str) -> Response:
        void_gate_pass(pass_no=pass_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GateTurn(APIView):
    """Where the truck of a pass stands in the queue before the gate."""

    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(responses=TurnAnswer, operation_id="gate_passes_turn")
    def get(self, request: Request, pass_no: str) -> Response:
        found = queries.turn_of(pass_no=pass_no, enterprise_id=enterprise_id_of(request))
        if found is None:
            raise NotFound(field="pass_no")
        return Response(TurnAnswer(found).data)

    @extend_schema(request=None, responses={201: TurnAnswer}, operation_id="gate_passes_join_queue")
    def post(self, request: Request, pass_no: str) -> Response:
        join_queue(pass_no=pass_no, by=person_of(request), now=clock.now())
        found = queries.turn_of(pass_no=pass_no, enterprise_id=enterprise_id_of(request))
        return Response(TurnAnswer(found).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None}, operation_id="gate_passes_leave_queue")
    def delete(self, request: Request, pass_no: str) -> Response:
        leave_queue(pass_no=pass_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GateJourneys(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(
        responses=JourneyAnswer(many=True),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("q", str)],
        operation_id="gate_journeys_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 journeys of the enterprise under positioning."""
        rows = queries.find_journeys(
            search=queries.JourneySearch.from_words(request.query_params),
            enterprise_id=enterprise_id_of(request),
        )
        return Response(JourneyAnswer(queries.journey_views(rows[:MOST_ROWS]), many=True).data)


class GateJourney(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(responses=TrackAnswer, operation_id="gate_journeys_retrieve")
    def get(self, request: Request, pass_no: str) -> Response:
        """One journey with its fixes."""
        found = queries.track_of(pass_no=pass_no, enterprise_id=enterprise_id_of(request))
        return Response(TrackAnswer(found).data)


class Trucks(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(
        responses=TruckAnswer(many=True),
        parameters=[OpenApiParameter("q", str)],
        operation_id="trucks_list",
    )
    def get(self, request: Request) -> Response:
        """The enterprise's trucks, those in use first, at most 200."""
        rows = queries.trucks_of(
            enterprise_id=enterprise_id_of(request),
            number=request.query_params.get("q", "").strip().upper()[:32],
        )
        found = [queries.truck_view(row) for row in rows[:MOST_ROWS]]
        return Response(TruckAnswer(found, many=True).data)

    @extend_schema(
        request=TruckRequest,
        responses={201: TruckAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="trucks_create",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        incoming = TruckRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        plate_no = register_truck(truck=incoming.to_truck(), by=person_of(request), now=clock.now())
        row = queries.trucks_of(enterprise_id=enterprise_id_of(request), number=plate_no)[0]
        made = TruckAnswer(queries.truck_view(row)).data
        return Response(made, status=status.HTTP_201_CREATED)


class Truck(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(responses={204: None}, operation_id="trucks_retire")
    def delete(self, request: Request, plate_no: str) -> Response:
        retire_truck(plate_no=plate_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GateLedgers(APIView):
    permission_classes = [HasDuty.of(Duty.APPLY_GATE_PASS)]

    @extend_schema(
        responses=LedgerAnswer(many=True),
        parameters=[OpenApiParameter("q", str)],
        operation_id="gate_ledgers_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 ledgers of the enterprise with what is left of them."""
        rows = queries.find_ledgers(
            enterprise_id=enterprise_id_of(request),
            number=request.query_params.get("q", "").strip().upper()[:64],
        )
        return Response(LedgerAnswer(queries.ledger_views(rows[:MOST_ROWS]), many=True).data)

    @extend_schema(
        request=LedgerRequest,
        responses={201: LedgerAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_ledgers_create",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        incoming = LedgerRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = open_ledger(ledger=incoming.to_ledger(), by=person_of(request), now=clock.now())
        rows = queries.find_ledgers(enterprise_id=enterprise_id_of(request), number=number)
        made = LedgerAnswer(queries.ledger_views(rows[:1])[0]).data
        return Response(made, status=status.HTTP_201_CREATED)
