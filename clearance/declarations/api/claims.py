"""What may be claimed for goods, for programs that fill step two."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.declarations import FILING
from clearance.declarations.operations.ask_claims import claims_offered, relief_modes
from clearance.declarations.serializers.claims import ClaimsAnswer
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound
from customs_portal.registry import law


class Claims(APIView):
    permission_classes = [FILING]

    @extend_schema(
        responses=ClaimsAnswer,
        parameters=[OpenApiParameter("origin", description="Country code of two letters")],
        operation_id="claims_for_goods",
    )
    def get(self, request: Request, hs_code: str) -> Response:
        """Agreements that cover this origin today, the quota, exporters and relief modes."""
        code = hs_code.replace(".", "")
        if not (code.isascii() and code.isdecimal() and 4 <= len(code) <= 10):
            raise NotFound(field="hs_code")
        today = timezone.localdate(clock.now())
        origin = request.query_params.get("origin", "")[:2]
        offers = claims_offered(hs_code=code, origin=origin, on=today)
        shown = {
            "common_percent": offers.common_percent,
            "agreements": offers.agreements,
            "quota_percent": offers.quota_percent,
            "exporters": [{"name": name, "percent": percent} for name, percent in offers.exporters],
            "relief_modes": relief_modes(on=today),
            "late_exemptions": law.ask("late_declaration.exemptions", on=today).value,
        }
        return Response(ClaimsAnswer(shown).data)
