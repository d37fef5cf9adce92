"""The carriers' door for programs: lodging, arrival, tally, loading, looking."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.manifests.api.people import PAGE, ROWS, TEXT, as_page, page_number
from clearance.manifests.operations.load_ship import (
    list_loading,
    report_sailing,
    report_yard_arrival,
)
from clearance.manifests.operations.lodge_manifest import lodge_manifest
from clearance.manifests.operations.report_arrival import report_arrival
from clearance.manifests.operations.report_tally import report_tally
from clearance.manifests.queries import manifest_of, manifests_of
from clearance.manifests.queries.bills import BillFilters, bill_file, bills_page
from clearance.manifests.queries.papers import differences_on
from clearance.manifests.serializers import (
    ArrivalAnswer,
    ArrivalRequest,
    BillPage,
    BillShown,
    ChangeShown,
    CountAnswer,
    DifferenceShown,
    DocumentsRequest,
    ManifestAnswer,
    ManifestPage,
    ManifestRequest,
    ManifestShown,
    SailingRequest,
    TallyAnswer,
    TallyRequest,
    YardArrivalRequest,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound

NUMBER = OpenApiParameter("transport_document", str, required=True)


class CarriersDoor(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_MANIFEST)]


class Manifests(CarriersDoor):
    @extend_schema(parameters=[PAGE, TEXT], responses=ManifestPage)
    def get(self, request: Request) -> Response:
        """The carrier's own manifests, newest first."""
        page = page_number(request)
        rows, more = manifests_of(
            carrier_id=person_of(request).enterprise_id or 0,
            text=request.query_params.get("q", "")[:80],
            limit=ROWS,
            offset=(page - 1) * ROWS,
        )
        return Response(ManifestPage(as_page(rows, more, page)).data)

    @extend_schema(
        request=ManifestRequest, responses={201: ManifestAnswer}, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Lodge the manifest of a voyage, whole or not at all."""
        incoming = ManifestRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        lodged = incoming.to_manifest()
        manifest = lodge_manifest(lodged=lodged, by=person_of(request), now=clock.now())
        answer = {"manifest_no": manifest.manifest_no, "lines": len(lodged.lines)}
        return Response(ManifestAnswer(answer).data, status=status.HTTP_201_CREATED)


class OneManifest(CarriersDoor):
    @extend_schema(responses=ManifestShown)
    def get(self, request: Request, manifest_no: str) -> Response:
        view = manifest_of(
            manifest_no=manifest_no, carrier_id=person_of(request).enterprise_id or 0
        )
        if view is None:
            raise NotFound(field="manifest_no")
        return Response(ManifestShown(view).data)


class Bills(CarriersDoor):
    @extend_schema(parameters=[PAGE], responses=BillPage)
    def get(self, request: Request, manifest_no: str) -> Response:
        """The bills that stand, in the order of their lodging, with the letters of their state."""
        owner = person_of(request).enterprise_id or 0
        if manifest_of(manifest_no=manifest_no, carrier_id=owner) is None:
            raise NotFound(field="manifest_no")
        page = page_number(request)
        rows, more = bills_page(
            filters=BillFilters(manifest_no=manifest_no, carrier_id=owner, sort="lodged"),
            now=clock.now(),
            limit=ROWS,
            offset=(page - 1) * ROWS,
        )
        return Response(BillPage(as_page(rows, more, page)).data)


class History(CarriersDoor):
    @extend_schema(parameters=[NUMBER], responses=ChangeShown(many=True))
    def get(self, request: Request) -> Response:
        """The versions of one of the carrier's bills, newest first."""
        files = bill_file(
            transport_document=request.query_params.get("transport_document", "")[:35],
            carrier_id=person_of(request).enterprise_id or 0,
            now=clock.now(),
        )
        if not files:
            raise NotFound(field="transport_document")
        changes = [change for one in files for change in one.changes]
        return Response(ChangeShown(changes, many=True).data)


class OneBill(CarriersDoor):
    @extend_schema(parameters=[NUMBER], responses=BillShown(many=True))
    def get(self, request: Request) -> Response:
        """A bill by its number: its parts, and what it was before it was split or merged."""
        files = bill_file(
            transport_document=request.query_params.get("transport_document", "")[:35],
            carrier_id=person_of(request).enterprise_id or 0,
            now=clock.now(),
        )
        if not files:
            raise NotFound(field="transport_document")
        return Response(BillShown([one.bill for one in files], many=True).data)


class Arrival(CarriersDoor):
    @extend_schema(request=ArrivalRequest, responses=ArrivalAnswer)
    def post(self, request: Request, manifest_no: str) -> Response:
        """Report the ship alongside; a repeated report changes nothing."""
        incoming = ArrivalRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        manifest = report_arrival(
            manifest_no=manifest_no,
            by=person_of(request),
            now=clock.now(),
            **incoming.validated_data,
        )
        answer = {
            "manifest_no": manifest.manifest_no,
            "place_code": manifest.berth.code,
            "arrived_at": manifest.arrived_at,
        }
        return Response(ArrivalAnswer(answer).data)


class TallyReports(CarriersDoor):
    @extend_schema(request=TallyRequest, responses={201: TallyAnswer}, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """What was counted at discharge or loading; a later report replaces an earlier."""
        incoming = TallyRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        tally = report_tally(
            manifest_no=manifest_no,
            entries=incoming.entries(),
            finished_at=incoming.validated_data["finished_at"],
            by=person_of(request),
            now=clock.now(),
        )
        answer = {
            "manifest_no": manifest_no,
            "version": tally.version,
            "late": tally.late,
            "differences": tally.differences.count(),
        }
        return Response(TallyAnswer(answer).data, status=status.HTTP_201_CREATED)


class Differences(CarriersDoor):
    @extend_schema(responses=DifferenceShown(many=True))
    def get(self, request: Request, manifest_no: str) -> Response:
        """Short and over landed amounts of the carrier's voyage."""
        owner = person_of(request).enterprise_id or 0
        if manifest_of(manifest_no=manifest_no, carrier_id=owner) is None:
            raise NotFound(field="manifest_no")
        return Response(DifferenceShown(differences_on(manifest_no=manifest_no), many=True).data)


class YardArrivals(CarriersDoor):
    @extend_schema(request=YardArrivalRequest, responses=CountAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """Export goods stand in the yard; a repeated report changes nothing."""
        incoming = YardArrivalRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        data = {"transport_documents": [], "container_nos": [], **incoming.validated_data}
        bills = report_yard_arrival(
            manifest_no=manifest_no, by=person_of(request), now=clock.now(), **data
        )
        return Response(CountAnswer({"bills": bills}).data)


class Loading(CarriersDoor):
    @extend_schema(request=DocumentsRequest, responses=CountAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """The loading manifest: released bills that go on board."""
        incoming = DocumentsRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        bills = list_loading(
            manifest_no=manifest_no,
            by=person_of(request),
            now=clock.now(),
            **incoming.validated_data,
        )
        return Response(CountAnswer({"bills": bills}).data)


class Sailing(CarriersDoor):
    @extend_schema(request=SailingRequest, responses=ManifestShown)
    def post(self, request: Request, manifest_no: str) -> Response:
        """The ship has left; a repeated report changes nothing."""
        incoming = SailingRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        report_sailing(
            manifest_no=manifest_no,
            by=person_of(request),
            now=clock.now(),
            **incoming.validated_data,
        )
        view = manifest_of(
            manifest_no=manifest_no, carrier_id=person_of(request).enterprise_id or 0
        )
        return Response(ManifestShown(view).data)
