"""The doors for programs: scanners deliver with their own token, officers' programs read."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import (
    IDEMPOTENCY_KEY,
    HasDuty,
    act_on,
    device_by_token,
    repeatable,
)
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import NotPermitted
from inspection.scans.facts import Delivery
from inspection.scans.forms import NARROWING, filters_of
from inspection.scans.operations.hold_scan import hold_scan, lift_hold
from inspection.scans.operations.open_files import LOOKERS, open_kept, verify_files
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.queries.archive import FoundRefusals, FoundScans, scan_file
from inspection.scans.rules.limits import MOST_BYTES
from inspection.scans.serializers import (
    DeliveryBody,
    HoldRequest,
    LiftRequest,
    RefusedAnswer,
    ScanAnswer,
    ScanFileAnswer,
    ScanTakenAnswer,
    VerifyAnswer,
)
from inspection.scans.states import Channel

MOST_ROWS = 200
SCANNERS = ("xray_gantry", "site_scanner", "ct_scanner")


class DeviceAuthentication(BaseAuthentication):
    """``Authorization: Device CODE:TOKEN`` with the token of the device's own account."""

    def authenticate(self, request: Request) -> tuple[Any, DeviceAccount] | None:
        word, _space, given = request.headers.get("Authorization", "").partition(" ")
        code, _colon, token = given.strip().partition(":")
        if word != "Device" or not code or "\0" in given:
            return None
        device = device_by_token(code=code, token=token)
        return None if device is None else (request._request.user, device)


class IsScanner(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        device = request.auth
        if not isinstance(device, DeviceAccount) or device.kind not in SCANNERS:
            raise NotPermitted(device="scanner")
        return True


class Deliveries(APIView):
    authentication_classes = [DeviceAuthentication]
    permission_classes = [IsScanner]
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": DeliveryBody},
        responses={200: ScanTakenAnswer, 201: ScanTakenAnswer},
        operation_id="scans_deliver",
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """A scanner delivers one file: PNG, JPEG, TIFF, DICOM, DICOS or a scan package.

        ``Authorization: Device CODE:TOKEN``. The same bytes under the same number again get the
        same answer.
        """
        incoming = DeliveryBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        given, device = incoming.validated_data, request.auth
        assert isinstance(device, DeviceAccount)
        done = take_scan(
            delivery=Delivery(
                scan_no=given["scan_no"],
                subject_kind=given["subject_kind"],
                subject_reference=given["subject_reference"],
                device_code=device.code,
                place_code=device.place.code if device.place else "",
                channel=Channel.API,
                form=given["form"],
                taken_at=given.get("taken_at"),
                file_name=(given["file"].name or "")[:100],
            ),
            data=given["file"].read(MOST_BYTES + 1),
            now=clock.now(),
        )
        code = status.HTTP_201_CREATED if done.is_new else status.HTTP_200_OK
        return Response(ScanTakenAnswer(done).data, status=code)


class Scans(APIView):
    permission_classes = [HasDuty.of(*LOOKERS)]

    @extend_schema(
        responses=ScanAnswer(many=True),
        parameters=[OpenApiParameter(name, str) for name in (*NARROWING, "sort")],
        operation_id="scans_list",
    )
    def get(self, request: Request) -> Response:
        """At most 200 scans of the officer's places, newest first unless asked otherwise."""
        filters = filters_of(request.query_params)
        found = FoundScans(filters, by=person_of(request), now=clock.now())
        return Response(ScanAnswer(found[:MOST_ROWS], many=True).data)


class Refused(APIView):
    permission_classes = [HasDuty.of(*LOOKERS)]

    @extend_schema(
        responses=RefusedAnswer(many=True),
        parameters=[OpenApiParameter("text", str)],
        operation_id="scans_refused",
    )
    def get(self, request: Request) -> Response:
        """At most 200 deliveries that were not taken, newest first."""
        text = request.query_params.get("text", "")[:100]
        found = FoundRefusals(text=text, by=person_of(request), now=clock.now())
        return Response(RefusedAnswer(found[:MOST_ROWS], many=True).data)


class OneScan(APIView):
    permission_classes = [HasDuty.of(*LOOKERS)]

    @extend_schema(responses=ScanFileAnswer, operation_id="scans_retrieve")
    def get(self, request: Request, scan_no: str) -> Response:
        """One scan with what its file says and who holds it."""
        file = scan_file(scan_no=scan_no, by=person_of(request), now=clock.now())
        return Response(ScanFileAnswer(file).data)


class KeptFile(APIView):
    permission_classes = [HasDuty.of(*LOOKERS)]

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        operation_id="scans_file",
    )
    def get(self, request: Request, scan_no: str) -> HttpResponse:
        """The file as it is kept; the view is journalled."""
        found = open_kept(scan_no=scan_no, by=person_of(request), now=clock.now())
        return HttpResponse(found.data, content_type=found.content_type)


class Verify(APIView):
    permission_classes = [HasDuty.of(*LOOKERS)]

    @extend_schema(
        request=None,
        responses=VerifyAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="scans_verify",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """Compare every kept file with its hash, now."""
        whole = verify_files(scan_no=scan_no, by=person_of(request), now=clock.now())
        return Response({"is_whole": whole})


class Hold(APIView):
    permission_classes = [HasDuty.of(Duty.REVIEW_IMAGE)]

    @extend_schema(
        request=HoldRequest,
        responses={204: None},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="scans_hold",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """Keep the scan beyond its time, for a case, an order, a filing."""
        act_on(request, HoldRequest, hold_scan, scan_no=scan_no)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Lift(APIView):
    permission_classes = [HasDuty.of(Duty.REVIEW_IMAGE)]

    @extend_schema(
        request=LiftRequest,
        responses={204: None},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="scans_lift",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """The scan is needed no longer than its time."""
        act_on(request, LiftRequest, lift_hold, scan_no=scan_no)
        return Response(status=status.HTTP_204_NO_CONTENT)
