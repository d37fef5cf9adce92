"""The carriers' door for changes of bills."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from clearance.manifests.api.carrier import CarriersDoor
from clearance.manifests.operations import move_bill, reshape_bills
from clearance.manifests.operations.amend_bill import amend_bill
from clearance.manifests.serializers import (
    AmendmentRequest,
    BillRequest,
    ChangeAnswer,
    MergeRequest,
    MoveRequest,
    NumbersAnswer,
    ShipPartRequest,
    SplitRequest,
    TranshipRequest,
    VersionAnswer,
    part_of,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, repeatable
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock


class Amendments(CarriersDoor):
    @extend_schema(
        request=AmendmentRequest, responses={201: ChangeAnswer}, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """Amend a bill: APPLIED at once, or PENDING until an officer agrees."""
        incoming = AmendmentRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        change = amend_bill(
            manifest_no=manifest_no,
            transport_document=incoming.validated_data["transport_document"],
            amendment=incoming.to_amendment(),
            reason=incoming.validated_data["reason"],
            by=person_of(request),
            now=clock.now(),
        )
        answer = {"change_id": change.pk, "state": change.state, "version": change.version}
        return Response(ChangeAnswer(answer).data, status=status.HTTP_201_CREATED)


class Splits(CarriersDoor):
    @extend_schema(
        request=SplitRequest, responses={201: NumbersAnswer}, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """Put the goods of one bill on several new ones."""
        incoming = SplitRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        data = incoming.validated_data
        numbers = reshape_bills.split_bill(
            manifest_no=manifest_no,
            transport_document=data["transport_document"],
            parts=[part_of(part) for part in data["parts"]],
            reason=data["reason"],
            by=person_of(request),
            now=clock.now(),
        )
        return _numbers(numbers)


class Merges(CarriersDoor):
    @extend_schema(
        request=MergeRequest, responses={201: NumbersAnswer}, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """Put the goods of several bills on one new bill."""
        incoming = MergeRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = reshape_bills.merge_bills(
            manifest_no=manifest_no,
            by=person_of(request),
            now=clock.now(),
            **incoming.validated_data,
        )
        return _numbers([number])


class Parts(CarriersDoor):
    @extend_schema(
        request=ShipPartRequest, responses={201: NumbersAnswer}, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """A share of a bill travels on another voyage under the same number."""
        incoming = ShipPartRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        data = incoming.validated_data
        part = part_of(data["part"])
        reshape_bills.ship_in_parts(
            manifest_no=manifest_no,
            part=part,
            to_manifest_no=data["to_manifest_no"],
            reason=data["reason"],
            by=person_of(request),
            now=clock.now(),
        )
        return _numbers([part.transport_document])


class Moves(CarriersDoor):
    @extend_schema(request=MoveRequest, responses=VersionAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """Move a bill with its house bills to another voyage."""
        incoming = MoveRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        version = move_bill.change_ship(
            manifest_no=manifest_no,
            by=person_of(request),
            now=clock.now(),
            **incoming.validated_data,
        )
        return _version(incoming.validated_data["transport_document"], version)


class ShutOuts(CarriersDoor):
    @extend_schema(request=BillRequest, responses=VersionAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """Export goods stay on the quay."""
        incoming = BillRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        version = move_bill.shut_out(
            manifest_no=manifest_no,
            by=person_of(request),
            now=clock.now(),
            **incoming.validated_data,
        )
        return _version(incoming.validated_data["transport_document"], version)


class Transhipments(CarriersDoor):
    @extend_schema(request=TranshipRequest, responses=VersionAnswer, parameters=[IDEMPOTENCY_KEY])
    @repeatable
    def post(self, request: Request, manifest_no: str) -> Response:
        """The goods go on by another ship."""
        incoming = TranshipRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        version = move_bill.tranship_bill(
            manifest_no=manifest_no,
            by=person_of(request),
            now=clock.now(),
            **incoming.validated_data,
        )
        return _version(incoming.validated_data["transport_document"], version)


def _numbers(numbers: list[str]) -> Response:
    answer = NumbersAnswer({"transport_documents": numbers})
    return Response(answer.data, status=status.HTTP_201_CREATED)


def _version(transport_document: str, version: int) -> Response:
    answer = {"transport_document": transport_document, "version": version}
    return Response(VersionAnswer(answer).data)
