"""The gate officers' door for programs: applications, lanes, the queue, journeys, locks."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.gates import queries
from clearance.gates.api.passes import MOST_ROWS
from clearance.gates.operations.apply_gate_pass import register_at_gate
from clearance.gates.operations.close_journey import close_journey
from clearance.gates.operations.open_by_hand import open_by_hand, turn_back
from clearance.gates.operations.place_lock import LOCKERS, lift_lock, place_lock
from clearance.gates.operations.queue_trucks import call_next
from clearance.gates.operations.review_gate_pass import review_gate_pass
from clearance.gates.serializers import (
    CalledAnswer,
    CallRequest,
    LaneRequest,
    LockAnswer,
    LockRequest,
    PassageAnswer,
    PassAnswer,
    ReasonRequest,
    ReviewRequest,
    TrackAnswer,
    VehicleRequest,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock


class GateOfficersDoor(APIView):
    permission_classes = [HasDuty.of(Duty.WORK_GATE)]


class Applications(GateOfficersDoor):
    @extend_schema(
        responses=PassAnswer(many=True),
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("type", int),
            OpenApiParameter("q", str),
        ],
        operation_id="gate_applications_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 passes of all enterprises; ``state=APPLIED`` waits for an officer."""
        search = queries.PassSearch.from_words(request.query_params)
        rows = queries.find_applications(search=search)[:MOST_ROWS]
        return Response(PassAnswer(queries.pass_views(rows), many=True).data)

    @extend_schema(
        request=VehicleRequest,
        responses={201: PassAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_applications_register",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Register a vehicle without documents at the gate (type 5)."""
        incoming = VehicleRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = register_at_gate(
            application=incoming.to_application(), by=person_of(request), now=clock.now()
        )
        made = PassAnswer(queries.pass_for_officer(pass_no=number)).data
        return Response(made, status=status.HTTP_201_CREATED)


class Application(GateOfficersDoor):
    @extend_schema(responses=PassAnswer, operation_id="gate_applications_retrieve")
    def get(self, request: Request, pass_no: str) -> Response:
        return Response(PassAnswer(queries.pass_for_officer(pass_no=pass_no)).data)


class ApplicationReview(GateOfficersDoor):
    @extend_schema(
        request=ReviewRequest,
        responses=PassAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_applications_review",
    )
    @repeatable
    def post(self, request: Request, pass_no: str) -> Response:
        """Approve an application, or refuse it with a reason."""
        act_on(request, ReviewRequest, review_gate_pass, pass_no=pass_no)
        return Response(PassAnswer(queries.pass_for_officer(pass_no=pass_no)).data)


class Passages(GateOfficersDoor):
    @extend_schema(
        responses=PassageAnswer(many=True),
        parameters=[
            OpenApiParameter(name, str) for name in ("q", "lane", "state", "contradicted", "sort")
        ],
        operation_id="gate_passages_list",
    )
    def get(self, request: Request) -> Response:
        """At most 200 passages, the newest first unless ``sort`` says otherwise."""
        search = queries.PassageSearch.from_words(request.query_params)
        rows = list(queries.find_passages(search=search)[:MOST_ROWS])
        return Response(PassageAnswer(queries.passage_views(rows), many=True).data)


class OnePassage(GateOfficersDoor):
    @extend_schema(responses=PassageAnswer, operation_id="gate_passages_retrieve")
    def get(self, request: Request, passage_no: str) -> Response:
        return _passage(passage_no)


class Opening(GateOfficersDoor):
    @extend_schema(
        request=LaneRequest,
        responses=PassageAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_passages_open",
    )
    @repeatable
    def post(self, request: Request, passage_no: str) -> Response:
        """Open a lane by hand; what a rule refused needs the word of a second officer."""
        act_on(request, LaneRequest, open_by_hand, passage_no=passage_no)
        return _passage(passage_no)


class TurningBack(GateOfficersDoor):
    @extend_schema(
        request=ReasonRequest,
        responses=PassageAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_passages_turn_back",
    )
    @repeatable
    def post(self, request: Request, passage_no: str) -> Response:
        """Send a vehicle back that still waits for a reading."""
        act_on(request, ReasonRequest, turn_back, passage_no=passage_no)
        return _passage(passage_no)


class Calls(GateOfficersDoor):
    @extend_schema(
        request=CallRequest,
        responses=CalledAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_queue_call",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Call the truck that has waited longest to a lane."""
        plate_no = act_on(request, CallRequest, call_next)
        return Response(CalledAnswer({"plate_no": plate_no}).data)


class JourneyEnd(GateOfficersDoor):
    @extend_schema(
        request=ReasonRequest,
        responses=TrackAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_journeys_close",
    )
    @repeatable
    def post(self, request: Request, pass_no: str) -> Response:
        """End a journey by hand that no position will end."""
        act_on(request, ReasonRequest, close_journey, pass_no=pass_no)
        return Response(TrackAnswer(queries.track_of(pass_no=pass_no)).data)


class Locks(APIView):
    permission_classes = [HasDuty.of(*LOCKERS)]

    @extend_schema(
        responses=LockAnswer(many=True),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("q", str)],
        operation_id="gate_locks_list",
    )
    def get(self, request: Request) -> Response:
        """At most 200 locks on containers, passes and declarations, the newest first."""
        search = queries.LockSearch.from_words(request.query_params)
        rows = queries.lock_views(queries.find_locks(search=search)[:MOST_ROWS])
        return Response(LockAnswer(rows, many=True).data)

    @extend_schema(
        request=LockRequest,
        responses={201: LockAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_locks_place",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Lock a container, a pass or a declaration under the officer's own name."""
        incoming = LockRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        made = place_lock(lock=incoming.to_lock(), by=person_of(request), now=clock.now())
        answer = LockAnswer(queries.lock_of(lock_id=made)).data
        return Response(answer, status=status.HTTP_201_CREATED)


class LockLifting(APIView):
    permission_classes = [HasDuty.of(*LOCKERS)]

    @extend_schema(
        request=ReasonRequest,
        responses=LockAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="gate_locks_lift",
    )
    @repeatable
    def post(self, request: Request, lock_id: int) -> Response:
        """Unlock; only the person whom the lock names."""
        act_on(request, ReasonRequest, lift_lock, lock_id=lock_id)
        return Response(LockAnswer(queries.lock_of(lock_id=lock_id)).data)


def _passage(passage_no: str) -> Response:
    return Response(PassageAnswer(queries.passage_of(passage_no=passage_no)).data)
