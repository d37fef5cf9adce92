"""The terminal's door for what became of boxes that are inspected."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.manifests.operations.tell_terminal import check_signature
from clearance.manifests.serializers import BoxReportAnswer, BoxReportRequest
from customs_portal.kit import clock
from inspection.orders.operations.report_box import take_terminal_report


class BoxReports(APIView):
    """Nobody signs in here: the signature over the raw body is the whole proof."""

    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        request=BoxReportRequest, responses=BoxReportAnswer, operation_id="terminal_box_reports"
    )
    def post(self, request: Request) -> Response:
        """A box was moved to its inspection, stands ready, or was moved away. One report a call;
        the same report again is answered ``new: false``, another that contradicts is refused."""
        now = clock.now()
        check_signature(
            body=request.body,
            timestamp=request.headers.get("X-Terminal-Timestamp", ""),
            signature=request.headers.get("X-Terminal-Signature", ""),
            now=now,
        )
        report = BoxReportRequest(data=request.data)
        report.is_valid(raise_exception=True)
        new = take_terminal_report(news=report.to_news(), now=now)
        return Response(BoxReportAnswer({"new": new}).data)
