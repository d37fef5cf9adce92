"""The door for programs: guarantees, tax bills, payment, and the bank's callback."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
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
from clearance.duties.operations.return_deposit import (
    ask_return,
    decide_return,
    order_return_again,
    take_back_return,
)
from clearance.duties.queries.arrangements import payers_of
from clearance.duties.queries.returns import return_for_officer, return_of, returns_of
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
    ReturnAccountRequest,
    ReturnAnswer,
    ReturnDecisionRequest,
    ReturnRequest,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import enterprise_id_of, person_of
from customs_portal.kit import clock

MOST_ROWS = 200
MOST_OFFSET = 10_000_000


def _numbered(
    request: Request,
    asks: type[serializers.Serializer[Any]],
    act: Callable[..., object],
    answers: type[serializers.Serializer[Any]],
    name: str,
    status_code: int = status.HTTP_202_ACCEPTED,
) -> Response:
    """The one shape of the doors that order something: read, act, answer with its number."""
    found = act_on(request, asks, act)
    return Response(answers({name: found}).data, status=status_code)


class Guarantees(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_DECLARATION, Duty.PAY_TAX)]

    @extend_schema(responses=GuaranteeAnswer(many=True), operation_id="guarantees_list")
    def get(self, request: Request) -> Response:
        found = queries.guarantees_of(
            enterprise_id=enterprise_id_of(request), on=timezone.localdate(clock.now())
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
            enterprise_id=enterprise_id_of(request),
        )
        offset = request.query_params.get("offset", "0")
        start = min(int(offset), MOST_OFFSET) if offset.isdecimal() else 0
        bills = queries.bill_views(found, start=start, stop=start + MOST_ROWS)
        return Response(BillSummaryAnswer(bills, many=True).data)


class TaxBill(APIView):
    permission_classes = [HasDuty.of(Duty.FILE_DECLARATION, Duty.PAY_TAX)]

    @extend_schema(responses=BillAnswer, operation_id="tax_bills_retrieve")
    def get(self, request: Request, bill_no: str) -> Response:
        bill = queries.bill_of(bill_no=bill_no, enterprise_id=enterprise_id_of(request))
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
        return _numbered(
            request, PayRequest, partial(order_payment, bill_no=bill_no), PayAnswer, "payment_no"
        )


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
        return _numbered(
            request, PaySeveralRequest, order_payments, PaySeveralAnswer, "payment_nos"
        )


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
        return _numbered(request, DepositRequest, pay_deposit, PayAnswer, "payment_no")


class Returns(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(responses=ReturnAnswer(many=True), operation_id="deposit_returns_list")
    def get(self, request: Request) -> Response:
        """The newest 200 requests of the enterprise for deposits back."""
        found = returns_of(enterprise_id=enterprise_id_of(request))
        return Response(ReturnAnswer(found, many=True).data)

    @extend_schema(
        request=ReturnRequest,
        responses={201: ReturnAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="deposit_returns_ask",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Ask for the free part of a deposit back, or for some of it."""
        number = act_on(request, ReturnRequest, ask_return)
        return _return_answer(request, number, status_code=status.HTTP_201_CREATED)


class Return(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(responses=ReturnAnswer, operation_id="deposit_returns_retrieve")
    def get(self, request: Request, return_no: str) -> Response:
        return _return_answer(request, return_no)

    @extend_schema(request=None, responses={204: None}, operation_id="deposit_returns_take_back")
    def delete(self, request: Request, return_no: str) -> Response:
        """Take the request back while nobody has decided."""
        take_back_return(return_no=return_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReturnOrder(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(
        request=ReturnAccountRequest,
        responses={202: PayAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="deposit_returns_order_again",
    )
    @repeatable
    def post(self, request: Request, return_no: str) -> Response:
        """Another account, after the bank could not pay to the first."""
        again = partial(order_return_again, return_no=return_no)
        return _numbered(request, ReturnAccountRequest, again, PayAnswer, "payment_no")


class ReturnDecision(APIView):
    permission_classes = [HasDuty.of(Duty.ASSESS_TAX)]

    @extend_schema(
        request=ReturnDecisionRequest,
        responses=ReturnAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="deposit_returns_decide",
    )
    @repeatable
    def post(self, request: Request, return_no: str) -> Response:
        """An officer grants or refuses, with a reason."""
        act_on(request, ReturnDecisionRequest, decide_return, return_no=return_no)
        return Response(ReturnAnswer(return_for_officer(return_no=return_no)).data)


def _return_answer(request: Request, return_no: str, *, status_code: int = 200) -> Response:
    found = return_of(return_no=return_no, enterprise_id=enterprise_id_of(request))
    return Response(ReturnAnswer(found).data, status=status_code)


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
        return _numbered(
            request,
            PolicyRequest,
            register_policy,
            PolicyAnswer,
            "guarantee_no",
            status_code=status.HTTP_201_CREATED,
        )


class Payers(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(responses=PayerAnswer(many=True), operation_id="payers_list")
    def get(self, request: Request) -> Response:
        found = payers_of(enterprise_id=enterprise_id_of(request))
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
        act_on(request, PayerRequest, name_payer)
        found = payers_of(enterprise_id=enterprise_id_of(request))
        return Response(PayerAnswer(found, many=True).data, status=status.HTTP_201_CREATED)


class Payer(APIView):
    permission_classes = [HasDuty.of(Duty.PAY_TAX)]

    @extend_schema(request=None, responses={204: None}, operation_id="payers_end")
    def delete(self, request: Request, uscc: str) -> Response:
        end_payer(uscc=uscc, by=person_of(request), now=clock.now())
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
