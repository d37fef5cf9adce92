"""Draws for programs: the office's own enter and commit, firms fetch the receipts of theirs."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from inspection.draws.operations.commit_pool import commit_pool
from inspection.draws.operations.enter_subjects import enter_subjects
from inspection.draws.operations.fix_beacon import MAY_FIX, fix_beacon
from inspection.draws.operations.keep_out import keep_out
from inspection.draws.operations.take_out import agree_take_out, ask_take_out, leave_in
from inspection.draws.queries import FIRMS, OFFICERS
from inspection.draws.queries.draws import DrawFilters, FoundDraws, draw_file
from inspection.draws.queries.premises import premises_waiting
from inspection.draws.queries.receipts import filing_receipt, own_subjects, receipt
from inspection.draws.serializers import (
    BeaconRequest,
    CommitRequest,
    DrawAnswer,
    FilingReceiptAnswer,
    KeptOutRequest,
    OwnSubjectAnswer,
    PremisesAnswer,
    ReceiptAnswer,
    SubjectNamed,
    SubjectsAnswer,
    SubjectsRequest,
    TakeOutRequest,
)

MOST_ROWS = 200
DISPATCHING = HasDuty.of(Duty.DISPATCH_INSPECTION)


class Draws(APIView):
    def get_permissions(self) -> list[HasDuty]:
        return [HasDuty.of(*OFFICERS)() if self.request.method == "GET" else DISPATCHING()]

    @extend_schema(
        responses=DrawAnswer(many=True),
        parameters=[OpenApiParameter(name, str) for name in ("q", "place", "state")],
        operation_id="draws_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 draws that fit."""
        given = request.query_params
        filters = DrawFilters(
            text=given.get("q", "")[:64],
            place_code=given.get("place", ""),
            state=given.get("state", ""),
        )
        return Response(DrawAnswer(FoundDraws(filters)[0:MOST_ROWS], many=True).data)

    @extend_schema(
        request=CommitRequest, responses={201: DrawAnswer}, parameters=[IDEMPOTENCY_KEY],
        operation_id="draws_commit",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request) -> Response:
        """The cut-off of a site, now: its pool is committed and its root published."""
        asked = CommitRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        now = clock.now()
        draw_no = commit_pool(
            **asked.validated_data, cut_off_at=now, by=person_of(request), now=now
        )
        row = draw_file(draw_no=draw_no).row
        return Response(DrawAnswer(row).data, status=status.HTTP_201_CREATED)


class Draw(APIView):
    permission_classes = [HasDuty.of(*OFFICERS)]

    @extend_schema(responses=DrawAnswer, operation_id="draws_one")
    def get(self, request: Request, draw_no: str) -> Response:
        return Response(DrawAnswer(draw_file(draw_no=draw_no).row).data)


class Subjects(APIView):
    permission_classes = [DISPATCHING]

    @extend_schema(
        request=SubjectsRequest, responses={201: SubjectsAnswer}, parameters=[IDEMPOTENCY_KEY],
        operation_id="draws_enter",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request) -> Response:
        """Subjects wait for the next cut-off of their site; all of them or none."""
        asked = SubjectsRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        entered = enter_subjects(
            place_code=asked.validated_data["place_code"],
            subjects=asked.to_subjects(),
            by=person_of(request),
            now=clock.now(),
        )
        return Response({"entered": entered}, status=status.HTTP_201_CREATED)


class Premises(APIView):
    permission_classes = [HasDuty.of(*OFFICERS)]

    @extend_schema(
        responses=PremisesAnswer(many=True),
        parameters=[OpenApiParameter(name, str) for name in ("q", "place")],
        operation_id="draws_premises",
    )
    def get(self, request: Request) -> Response:
        """Premises that lie in the next pool of their site, with their rate and their past."""
        given = request.query_params
        rows = premises_waiting(
            now=clock.now(), text=given.get("q", "")[:64], place_code=given.get("place", "")
        )
        return Response(PremisesAnswer(rows, many=True).data)


class TakingOut(APIView):
    permission_classes = [DISPATCHING]

    @extend_schema(
        request=TakeOutRequest, responses={204: None}, parameters=[IDEMPOTENCY_KEY],
        operation_id="draws_ask_take_out",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request) -> Response:
        """Ask to take a subject out that waits: it waits until a second person agrees."""
        act_on(request, TakeOutRequest, ask_take_out)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TakingOutAgreed(APIView):
    permission_classes = [DISPATCHING]

    @extend_schema(
        request=SubjectNamed, responses={204: None}, parameters=[IDEMPOTENCY_KEY],
        operation_id="draws_agree_take_out",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request) -> Response:
        """The second person agrees: the subject leaves the pool before its cut-off."""
        act_on(request, SubjectNamed, agree_take_out)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeavingIn(APIView):
    permission_classes = [DISPATCHING]

    @extend_schema(
        request=SubjectNamed, responses={204: None}, parameters=[IDEMPOTENCY_KEY],
        operation_id="draws_leave_in",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request) -> Response:
        """The request to take it out is over: the subject waits as before."""
        act_on(request, SubjectNamed, leave_in)
        return Response(status=status.HTTP_204_NO_CONTENT)


class KeptOut(APIView):
    permission_classes = [HasDuty.of(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)]

    @extend_schema(
        request=KeptOutRequest, responses={204: None}, parameters=[IDEMPOTENCY_KEY],
        operation_id="draws_keep_out",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request) -> Response:
        """An officer must not lie in the next pool of a site."""
        act_on(request, KeptOutRequest, keep_out)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Beacon(APIView):
    permission_classes = [HasDuty.of(*MAY_FIX)]

    @extend_schema(
        request=BeaconRequest, responses=DrawAnswer, parameters=[IDEMPOTENCY_KEY],
        operation_id="draws_beacon",
    )  # fmt: skip
    @repeatable
    def post(self, request: Request, draw_no: str) -> Response:
        """The public value, or the file of a public beacon: the pool is drawn at once."""
        act_on(request, BeaconRequest, fix_beacon, draw_no=draw_no)
        return Response(DrawAnswer(draw_file(draw_no=draw_no).row).data)


class OwnSubjects(APIView):
    permission_classes = [HasDuty.of(*FIRMS)]

    @extend_schema(
        responses=OwnSubjectAnswer(many=True),
        parameters=[OpenApiParameter("q", str)],
        operation_id="draws_receipts",
    )
    def get(self, request: Request) -> Response:
        """The newest subjects of the firm that wait for a draw or lay in one."""
        rows = own_subjects(by=person_of(request), text=request.query_params.get("q", "")[:60])
        return Response(OwnSubjectAnswer(rows, many=True).data)


class Receipt(APIView):
    permission_classes = [HasDuty.of(*FIRMS)]

    @extend_schema(responses=ReceiptAnswer, operation_id="draws_receipt")
    def get(self, request: Request, subject_key: int) -> Response:
        """What proves the draw of one subject of the firm."""
        return Response(receipt(key=subject_key, by=person_of(request)))


class FilingReceipt(APIView):
    permission_classes = [HasDuty.of(*FIRMS)]

    @extend_schema(responses=FilingReceiptAnswer, operation_id="draws_filing_receipt")
    def get(self, request: Request, declaration_no: str) -> Response:
        """What proves the lot of a declaration of the firm, from the minute it fell."""
        return Response(filing_receipt(reference=declaration_no, by=person_of(request)))
