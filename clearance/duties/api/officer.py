"""The tax officers' door for programs: refunds, claims on guarantees, the bank's days, months."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.duties import queries
from clearance.duties.operations.bill_month import admit_periodic_payer, bill_month
from clearance.duties.operations.compare_statement import (
    UnreadableStatement,
    compare_statement,
    fetch_and_compare,
)
from clearance.duties.operations.draw_guarantee import draw_guarantee, note_guarantor_paid
from clearance.duties.operations.refund_tax import (
    decide_refund,
    order_refund_again,
    propose_refund,
)
from clearance.duties.operations.register_guarantee import register_guarantee
from clearance.duties.queries.arrangements import RefundView, periodic_payers, refunds_of
from clearance.duties.queries.ledger import statement_of
from clearance.duties.serializers import (
    BillAnswer,
    MonthRequest,
    MonthsAnswer,
    PayAnswer,
    PayerRequest,
    PeriodicPayerAnswer,
    PolicyAnswer,
    RefundAnswer,
    RefundDecisionRequest,
    RefundRequest,
    RegisterRequest,
    ReturnAccountRequest,
    StatementAnswer,
    StatementFileRequest,
    StatementRequest,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound

LARGEST_FILE = 64 * 1024 * 1024


class TaxOfficersDoor(APIView):
    permission_classes = [HasDuty.of(Duty.ASSESS_TAX)]


class AssessedBill(TaxOfficersDoor):
    @extend_schema(responses=BillAnswer, operation_id="assessed_bills_retrieve")
    def get(self, request: Request, bill_no: str) -> Response:
        """Any enterprise's bill with every step of its calculation."""
        return _bill(bill_no)


class Refunds(TaxOfficersDoor):
    @extend_schema(responses=RefundAnswer(many=True), operation_id="refunds_of_bill")
    def get(self, request: Request, bill_no: str) -> Response:
        """The refunds of this bill, the last first."""
        queries.bill_of(bill_no=bill_no)
        return Response(RefundAnswer(refunds_of(bill_no=bill_no), many=True).data)

    @extend_schema(
        request=RefundRequest,
        responses={201: RefundAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="refunds_propose",
    )
    @repeatable
    def post(self, request: Request, bill_no: str) -> Response:
        """Propose to give back part of a paid bill; a second officer decides."""
        number = act_on(request, RefundRequest, propose_refund, bill_no=bill_no)
        made = RefundAnswer(_refund(bill_no, number)).data
        return Response(made, status=status.HTTP_201_CREATED)


class RefundDecision(TaxOfficersDoor):
    @extend_schema(
        request=RefundDecisionRequest,
        responses=RefundAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="refunds_decide",
    )
    @repeatable
    def post(self, request: Request, bill_no: str, refund_no: str) -> Response:
        """Grant or refuse what another officer proposed."""
        incoming = RefundDecisionRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        _refund(bill_no, refund_no)
        decide_refund(
            refund_no=refund_no,
            **incoming.validated_data,
            by=person_of(request),
            now=clock.now(),
        )
        return Response(RefundAnswer(_refund(bill_no, refund_no)).data)


class RefundOrder(TaxOfficersDoor):
    @extend_schema(
        request=ReturnAccountRequest,
        responses={202: PayAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="refunds_order_again",
    )
    @repeatable
    def post(self, request: Request, bill_no: str, refund_no: str) -> Response:
        """Another account, after the bank could not pay to the first."""
        incoming = ReturnAccountRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        _refund(bill_no, refund_no)
        number = order_refund_again(
            refund_no=refund_no,
            account=incoming.validated_data["account"],
            by=person_of(request),
            now=clock.now(),
        )
        return Response(PayAnswer({"payment_no": number}).data, status=status.HTTP_202_ACCEPTED)


class Draw(TaxOfficersDoor):
    @extend_schema(
        request=None,
        responses=BillAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="assessed_bills_draw",
    )
    @repeatable
    def post(self, request: Request, bill_no: str) -> Response:
        """Claim an overdue bill from the guarantee that secures its declaration."""
        draw_guarantee(bill_no=bill_no, by=person_of(request), now=clock.now())
        return _bill(bill_no)


class GuarantorPaid(TaxOfficersDoor):
    @extend_schema(
        request=None,
        responses=BillAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="assessed_bills_guarantor_paid",
    )
    @repeatable
    def post(self, request: Request, bill_no: str) -> Response:
        """The guarantor has paid what was claimed from it."""
        note_guarantor_paid(bill_no=bill_no, by=person_of(request), now=clock.now())
        return _bill(bill_no)


class NewGuarantees(TaxOfficersDoor):
    @extend_schema(
        request=RegisterRequest,
        responses={201: PolicyAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="guarantees_register",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Register a bank's or a group's guarantee as its paper states it."""
        incoming = RegisterRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = register_guarantee(
            paper=incoming.to_paper(), by=person_of(request), now=clock.now()
        )
        answer = PolicyAnswer({"guarantee_no": number})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class Statements(TaxOfficersDoor):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": StatementFileRequest},
        responses={201: StatementAnswer},
        operation_id="bank_statements_compare",
    )
    def post(self, request: Request) -> Response:
        """Hold the bank's file of a day against ours; the same file again is read once."""
        incoming = StatementFileRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        file = incoming.validated_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise UnreadableStatement(field="file")
        pk = compare_statement(
            data=file.read(),
            on=incoming.validated_data["for_date"],
            by=person_of(request),
            now=clock.now(),
        )
        return _statement(pk, code=status.HTTP_201_CREATED)


class FetchedStatements(TaxOfficersDoor):
    @extend_schema(
        request=StatementRequest,
        responses={201: StatementAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="bank_statements_fetch",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Ask the bank for its statement of a day, and hold it against ours."""
        incoming = StatementRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        pk = fetch_and_compare(
            on=incoming.validated_data["for_date"], by=person_of(request), now=clock.now()
        )
        return _statement(pk, code=status.HTTP_201_CREATED)


class Statement(TaxOfficersDoor):
    @extend_schema(responses=StatementAnswer, operation_id="bank_statements_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """A day of the bank and what differs."""
        return _statement(pk)


class PeriodicPayers(TaxOfficersDoor):
    @extend_schema(responses=PeriodicPayerAnswer(many=True), operation_id="periodic_payers_list")
    def get(self, request: Request) -> Response:
        """Everyone who pays by the month."""
        return Response(_payers())

    @extend_schema(
        request=PayerRequest,
        responses={201: PeriodicPayerAnswer(many=True)},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="periodic_payers_admit",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """From now on that enterprise pays by the month."""
        act_on(request, PayerRequest, admit_periodic_payer)
        return Response(_payers(), status=status.HTTP_201_CREATED)


class PeriodicBills(TaxOfficersDoor):
    @extend_schema(
        request=MonthRequest,
        responses={201: MonthsAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="periodic_bills_issue",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Gather the bills of a month that is over; what was issued is not issued again."""
        numbers = act_on(request, MonthRequest, bill_month)
        answer = MonthsAnswer({"periodic_nos": numbers})
        return Response(answer.data, status=status.HTTP_201_CREATED)


def _bill(bill_no: str) -> Response:
    return Response(BillAnswer(queries.bill_of(bill_no=bill_no)).data)


def _refund(bill_no: str, refund_no: str) -> RefundView:
    """Raises ``NotFound`` for a refund of another bill too."""
    for one in refunds_of(bill_no=bill_no):
        if one.refund_no == refund_no:
            return one
    raise NotFound(field="refund_no")


def _statement(pk: int, *, code: int = status.HTTP_200_OK) -> Response:
    return Response(StatementAnswer(statement_of(pk=pk)).data, status=code)


def _payers() -> Any:
    rows = [{"uscc": u, "name": n, "since": s} for u, n, s in periodic_payers()]
    return PeriodicPayerAnswer(rows, many=True).data
