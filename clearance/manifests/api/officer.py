"""The manifest officers' door for programs, and the terminal's."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.manifests.api.people import PAGE, ROWS, TEXT, as_page, page_number
from clearance.manifests.forms import filters_from
from clearance.manifests.operations.amend_bill import decide_change
from clearance.manifests.operations.decide_bills import decide_bills
from clearance.manifests.operations.find_bills import DESK
from clearance.manifests.operations.load_ship import close_voyage
from clearance.manifests.operations.lock_bills import lock_bills, unlock_bills
from clearance.manifests.operations.resolve_difference import resolve_difference
from clearance.manifests.operations.tell_terminal import receive_receipts, send_again
from clearance.manifests.queries.bills import bills_page
from clearance.manifests.queries.papers import open_changes
from clearance.manifests.serializers import (
    AgreeRequest,
    BillPage,
    ChangeShown,
    CountAnswer,
    DecideRequest,
    LockRequest,
    ReceiptsAnswer,
    ResolveRequest,
    StateAnswer,
    UnlockRequest,
)
from clearance.manifests.states import BillState, Resolution
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock


class OfficersDoor(APIView):
    permission_classes = [HasDuty.of(*DESK)]


class AllBills(OfficersDoor):
    @extend_schema(parameters=[PAGE, TEXT], responses=BillPage, operation_id="bills_list")
    def get(self, request: Request) -> Response:
        """The queue; filters as on the page: state, mode, kind, mark, sort."""
        page = page_number(request)
        rows, more = bills_page(
            filters=filters_from(request.query_params),
            now=clock.now(),
            limit=ROWS,
            offset=(page - 1) * ROWS,
        )
        return Response(BillPage(as_page(rows, more, page)).data)


class Locks(OfficersDoor):
    @extend_schema(request=LockRequest, responses=CountAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request) -> Response:
        """Lock bills under the officer's own name, all of them or none."""
        incoming = LockRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        n = lock_bills(by=person_of(request), now=clock.now(), **incoming.validated_data)
        return Response(CountAnswer({"bills": n}).data)


class Unlocks(OfficersDoor):
    @extend_schema(request=UnlockRequest, responses=CountAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request) -> Response:
        """Lift the locks on bills, all of them or none."""
        incoming = UnlockRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        n = unlock_bills(by=person_of(request), now=clock.now(), **incoming.validated_data)
        return Response(CountAnswer({"bills": n}).data)


class Decisions(OfficersDoor):
    @extend_schema(request=DecideRequest, responses=CountAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request) -> Response:
        """Put bills into state 01, 02, 03, 12 or 13, all of them or none."""
        incoming = DecideRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        data = dict(incoming.validated_data)
        data["state"] = BillState(data["state"])
        n = decide_bills(by=person_of(request), now=clock.now(), **data)
        return Response(CountAnswer({"bills": n}).data)


class OpenChanges(OfficersDoor):
    @extend_schema(responses=ChangeShown(many=True))
    def get(self, request: Request) -> Response:
        """Changes of bills that wait, oldest first."""
        return Response(ChangeShown(open_changes(limit=ROWS), many=True).data)


class ChangeDecisions(OfficersDoor):
    @extend_schema(request=AgreeRequest, responses=StateAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, change_id: int) -> Response:
        """Yes or no to a change that waits."""
        incoming = AgreeRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        state = decide_change(
            change_id=change_id, by=person_of(request), now=clock.now(), **incoming.validated_data
        )
        return Response(StateAnswer({"state": state}).data)


class Resolutions(OfficersDoor):
    @extend_schema(request=ResolveRequest, responses=StateAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, difference_id: int) -> Response:
        """End a short or over landed amount."""
        incoming = ResolveRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        row = resolve_difference(
            difference_id=difference_id,
            resolution=Resolution(incoming.validated_data["resolution"]),
            reason=incoming.validated_data["reason"],
            by=person_of(request),
            now=clock.now(),
        )
        return Response(StateAnswer({"state": row.state}).data)


class Closing(OfficersDoor):
    @extend_schema(request=None, responses=CountAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """Close the voyage (结关); a repeated closing changes nothing."""
        n = close_voyage(manifest_no=manifest_no, by=person_of(request), now=clock.now())
        return Response(CountAnswer({"bills": n}).data)


class TerminalMessages(OfficersDoor):
    @extend_schema(
        request=None,
        responses={204: None},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="terminal_messages_send_again",
    )
    @repeatable
    def post(self, request: Request, message_no: str) -> Response:
        """Send a message once more that the terminal refused."""
        send_again(message_no=message_no, by=person_of(request), now=clock.now())
        return Response(status=204)


class TerminalReceipts(APIView):
    """Nobody signs in here: the signature over the raw body is the whole proof."""

    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(request=dict, responses=ReceiptsAnswer, operation_id="terminal_receipts")
    def post(self, request: Request) -> Response:
        new = receive_receipts(
            body=request.body,
            timestamp=request.headers.get("X-Terminal-Timestamp", ""),
            signature=request.headers.get("X-Terminal-Signature", ""),
            now=clock.now(),
        )
        return Response(ReceiptsAnswer({"new": new}).data)
