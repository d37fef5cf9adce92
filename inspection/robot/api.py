"""The doors for officers' programs: checks of robots, the acts on their findings, the robots."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from inspection.robot.forms import NARROWING, filters_of
from inspection.robot.operations.answer_finding import (
    look_at_finding,
    send_finding_to_opening,
    take_up_again,
)
from inspection.robot.operations.open_picture import open_picture
from inspection.robot.queries import FoundChecks, check_file
from inspection.robot.queries.yards import robots_on_map
from inspection.robot.serializers import (
    RobotCheckFile,
    RobotCheckRow,
    RobotPlaceAnswer,
    RobotReasonRequest,
    RobotTakeBackRequest,
)

MOST_ROWS = 200
READING = HasDuty.of(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
DISPATCHING = HasDuty.of(Duty.DISPATCH_INSPECTION)
WORDS = [OpenApiParameter(name, str) for name in (*NARROWING, "view", "sort")]


def _file(check_no: str) -> Response:
    return Response(RobotCheckFile(check_file(check_no=check_no)).data)


class RobotChecks(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses=RobotCheckRow(many=True), parameters=WORDS, operation_id="robot_checks_list"
    )
    def get(self, request: Request) -> Response:
        """At most 200 checks; ``view``: waiting, mismatch or all; due first unless asked else."""
        found = FoundChecks(filters_of(request.query_params))
        return Response(RobotCheckRow(found[:MOST_ROWS], many=True).data)


class OneRobotCheck(APIView):
    permission_classes = [READING]

    @extend_schema(responses=RobotCheckFile, operation_id="robot_checks_retrieve")
    def get(self, request: Request, check_no: str) -> Response:
        """One check with what was expected, what was read, and its pictures."""
        return _file(check_no)


class RobotCheckPicture(APIView):
    permission_classes = [READING]

    @extend_schema(
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY}, operation_id="robot_checks_picture"
    )
    def get(self, request: Request, check_no: str, picture_id: int) -> HttpResponse:
        """The JPEG as the robot sent it; the view is journalled."""
        data, _digest = open_picture(
            check_no=check_no, picture_id=picture_id, by=person_of(request), now=clock.now()
        )
        return HttpResponse(data, content_type="image/jpeg")


class LookAt(APIView):
    permission_classes = [READING]

    @extend_schema(
        request=RobotReasonRequest,
        responses=RobotCheckFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="robot_checks_look_at",
    )
    @repeatable
    def post(self, request: Request, check_no: str) -> Response:
        """Say that the finding was looked at, and what it is."""
        act_on(request, RobotReasonRequest, look_at_finding, check_no=check_no)
        return _file(check_no)


class TakeBack(APIView):
    permission_classes = [READING]

    @extend_schema(
        request=RobotTakeBackRequest,
        responses=RobotCheckFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="robot_checks_take_back",
    )
    @repeatable
    def post(self, request: Request, check_no: str) -> Response:
        """Take one's own look back while the inspection goes on."""
        act_on(request, RobotTakeBackRequest, take_up_again, check_no=check_no)
        return _file(check_no)


class Opening(APIView):
    permission_classes = [DISPATCHING]

    @extend_schema(
        request=RobotReasonRequest,
        responses=RobotCheckFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="robot_checks_opening",
    )
    @repeatable
    def post(self, request: Request, check_no: str) -> Response:
        """Have the box opened because of the finding; chance names the crew."""
        act_on(request, RobotReasonRequest, send_finding_to_opening, check_no=check_no)
        return _file(check_no)


class Robots(APIView):
    permission_classes = [READING]

    @extend_schema(responses=RobotPlaceAnswer(many=True), operation_id="robots_list")
    def get(self, request: Request) -> Response:
        """Every robot in service: where it is, what it does, its battery."""
        return Response(RobotPlaceAnswer(robots_on_map(), many=True).data)
