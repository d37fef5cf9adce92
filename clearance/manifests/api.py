"""The carriers' door for programs."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.manifests.operations.lodge_manifest import lodge_manifest
from clearance.manifests.operations.report_arrival import report_arrival
from clearance.manifests.queries import manifest_of
from clearance.manifests.serializers import (
    ArrivalAnswer,
    ArrivalRequest,
    ManifestAnswer,
    ManifestRequest,
    ManifestShown,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound, NotPermitted


class Manifests(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_MANIFEST)]

    @extend_schema(
        request=ManifestRequest, responses={201: ManifestAnswer}, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Lodge the manifest of a voyage, whole or not at all."""
        incoming = ManifestRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        lodged = incoming.to_manifest()
        manifest = lodge_manifest(lodged=lodged, by=_person(request), now=clock.now())
        answer = {"manifest_no": manifest.manifest_no, "lines": len(lodged.lines)}
        return Response(ManifestAnswer(answer).data, status=status.HTTP_201_CREATED)


class OneManifest(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_MANIFEST)]

    @extend_schema(responses=ManifestShown)
    def get(self, request: Request, manifest_no: str) -> Response:
        view = manifest_of(manifest_no=manifest_no, carrier_id=_person(request).enterprise_id or 0)
        if view is None:
            raise NotFound(field="manifest_no")
        return Response(ManifestShown(view).data)


class Arrival(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_MANIFEST)]

    @extend_schema(request=ArrivalRequest, responses=ArrivalAnswer)
    def post(self, request: Request, manifest_no: str) -> Response:
        """Report the ship alongside; a repeated report changes nothing."""
        incoming = ArrivalRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        manifest = report_arrival(
            manifest_no=manifest_no, by=_person(request), now=clock.now(), **incoming.validated_data
        )
        answer = {
            "manifest_no": manifest.manifest_no,
            "place_code": manifest.berth.code,
            "arrived_at": manifest.arrived_at,
        }
        return Response(ArrivalAnswer(answer).data)


def _person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user
