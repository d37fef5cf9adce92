"""The door for programs: guarantees, tax bills, payment, and the bank's callback."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.duties import queries
from clearance.duties.operations.name_payer import end_payer, name_payer
from clearance.duties.operations.order_payment import order_payment, order_payments
from clearance.duties.operations.pay_deposit import pay_deposit
from clearance.duties.operations.receive_bank_receipt import receive_bank_receipt
from clearance.duties.operations.register_policy import register_policy
from clearance.duties.queries.arrangements import payers_of
from clearance.duties.serializers import (
    BillAnswer,
    BillSummaryAnswer,
    CallbackAnswer,
    DepositRequest,
    GuaranteeAnswer,
    PayAnswer,
    PayerAnswer,
    PayerRequest,
    PayRequest,
    PaySeveralAnswer,
    PaySeveralRequest,
    PolicyAnswer,
    PolicyRequest,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotPermitted

MOST_ROWS = 200
MOST_OFFSET = 10_000_000


def _enterprise_id(request: Request) -> int:
    if not isinstance(request.user, User) or request.user.enterprise_id is None:
        raise NotPermitted
    return request.user.enterprise_id


def _person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user


class Guarantees(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_DECLARATION, Duty.PAY_TAX)]

    @extend_schema(responses=GuaranteeAnswer(many=True), operation_id="guarantees_list")
    def get(self, request: Request) -> Response:
        found = queries.guarantees_of(
            enterprise_id=_enterprise_id(request), on=timezone.localdate(clock.now())
        )
        return Response(GuaranteeAnswer(found, many=True).data)


class TaxBills(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_DECLARATION, Duty.PAY_TAX)]

    @extend_schema(
        responses=BillSummaryAnswer(many=True),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("offset", int)],
        operation_id="tax_bills_list",
    )
    def get(self, request: Request) -> Response:
        """The newest 200 bills of the enterprise from ``offset`` on."""
        found = queries.find_bills(
            search=queries.BillSearch.from_words(request.query_params),
            enterprise_id=_enterprise_id(request),
        )
        offset = request.query_params.get("offset", "0")
        start = min(int(offset), MOST_OFFSET) if offset.isdecimal() else 0
        bills = queries.bill_views(found, start=start, stop=start + MOST_ROWS)
        return Response(BillSummaryAnswer(bills, many=True).data)


class TaxBill(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_DECLARATION, Duty.PAY_TAX)]

    @extend_schema(responses=BillAnswer, operation_id="tax_bills_retrieve")
    def get(self, request: Request, bill_no: str) -> Response:
        bill = queries.bill_of(bill_no=bill_no, enterprise_id=_enterprise_id(request))
        return Response(BillAnswer(bill).data)


class PayTaxBill(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(
        request=PayRequest,
        responses={202: PayAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="tax_bills_pay",
    )
    @repeatable
    def post(self, request: Request, bill_no: str) -> Response:
        incoming = PayRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        payment_no = order_payment(
            bill_no=bill_no,
            account=incoming.validated_data["account"],
            by=_person(request),
            now=clock.now(),
        )
        return Response(PayAnswer({"payment_no": payment_no}).data, status=status.HTTP_202_ACCEPTED)


class PayTaxBills(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(
        request=PaySeveralRequest,
        responses={202: PaySeveralAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="tax_bills_pay_several",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Several bills, in one order or in one each; either all are ordered or none."""
        incoming = PaySeveralRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        numbers = order_payments(**incoming.validated_data, by=_person(request), now=clock.now())
        answer = PaySeveralAnswer({"payment_nos": numbers})
        return Response(answer.data, status=status.HTTP_202_ACCEPTED)


class Deposits(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(
        request=DepositRequest,
        responses={202: PayAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="deposits_pay",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Money paid in as security; it becomes a guarantee once the bank has it."""
        incoming = DepositRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = pay_deposit(**incoming.validated_data, by=_person(request), now=clock.now())
        answer = PayAnswer({"payment_no": number})
        return Response(answer.data, status=status.HTTP_202_ACCEPTED)


class Policies(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(
        request=PolicyRequest,
        responses={201: PolicyAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="guarantee_policies_register",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """A duty insurance policy, as the insurer confirms it."""
        incoming = PolicyRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = register_policy(**incoming.validated_data, by=_person(request), now=clock.now())
        answer = PolicyAnswer({"guarantee_no": number})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class Payers(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(responses=PayerAnswer(many=True), operation_id="payers_list")
    def get(self, request: Request) -> Response:
        found = payers_of(enterprise_id=_enterprise_id(request))
        return Response(PayerAnswer(found, many=True).data)

    @extend_schema(
        request=PayerRequest,
        responses={201: PayerAnswer(many=True)},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="payers_name",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """From now on that enterprise may pay your tax bills."""
        incoming = PayerRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        name_payer(**incoming.validated_data, by=_person(request), now=clock.now())
        found = payers_of(enterprise_id=_enterprise_id(request))
        return Response(PayerAnswer(found, many=True).data, status=status.HTTP_201_CREATED)


class Payer(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(request=None, responses={204: None}, operation_id="payers_end")
    def delete(self, request: Request, uscc: str) -> Response:
        end_payer(uscc=uscc, by=_person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class BankCallback(APIView):
    """Nobody signs in here: the signature over the raw body is the whole proof."""

    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(request=dict, responses=CallbackAnswer, operation_id="bank_callback")
    def post(self, request: Request) -> Response:
        state = receive_bank_receipt(
            body=request.body,
            signature=request.headers.get("X-Bank-Signature", ""),
            timestamp=request.headers.get("X-Bank-Timestamp", ""),
            nonce=request.headers.get("X-Bank-Nonce", ""),
            now=clock.now(),
        )
        return Response(CallbackAnswer({"state": state}).data)
