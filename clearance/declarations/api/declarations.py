"""The single-window door: programs of enterprises come in here."""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.facts import Summary
from clearance.declarations.forms import filters_from
from clearance.declarations.operations.amend_summary import amend_summary
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.operations.file_complete import file_complete
from clearance.declarations.operations.file_once import file_once
from clearance.declarations.operations.store_filed import Filed
from clearance.declarations.operations.submit_summary import file_summary
from clearance.declarations.queries import DeclarationView, assessment_for, declaration_of
from clearance.declarations.queries.details import filed_view
from clearance.declarations.queries.explanations import remedy_for
from clearance.declarations.queries.history import history_of
from clearance.declarations.queries.lists import page_of
from clearance.declarations.serializers.declarations import (
    AmendmentRequest,
    CompletionAnswer,
    CompletionRequest,
    DeclarationAnswer,
    ElementsAnswer,
    HistoryAnswer,
    PageAnswer,
    SummaryRequest,
    summary_from,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound, NotPermitted
from risk.verdicts import Hit

FILING = HasDuty.of(Duty.FILE_DECLARATION)
QUERY = [
    OpenApiParameter(name, description=text)
    for name, text in (
        ("state", "One state"),
        ("q", "Number, bill of lading, container, company or plate"),
        ("value", "Value in CNY from"),
        ("late", "1: step two is overdue"),
        ("sort", "accepted, complete, value, number; with - for descending"),
        ("after", "Key of the next page"),
        ("limit", "Rows a page, at most 200"),
    )
]


class SummaryDeclarations(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=SummaryRequest, responses={201: DeclarationAnswer}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        """File step one: accepted with number and release decision, or refused whole."""
        summary, now = read_summary(request.data), clock.now()
        key = request.headers.get("Idempotency-Key", "")[:80]
        if key:
            declaration, is_new = file_once(
                key=key,
                body_hash=_hash(request.data),
                summary=summary,
                by=person(request),
                now=now,
            )
        else:
            filed = file_summary(summary=summary, by=person(request), now=now)
            if not filed.moved_on:
                return Response(receipt(filed), status=status.HTTP_201_CREATED)
            declaration, is_new = filed.declaration, True
        return Response(
            shown(declaration.declaration_no, person(request)),
            status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
        )


class Declarations(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=PageAnswer, parameters=QUERY)
    def get(self, request: Request) -> Response:
        limit = request.query_params.get("limit", "50")
        filters = filters_from(
            request.query_params,
            by=person(request),
            now=clock.now(),
            officer=False,
            limit=min(max(int(limit), 1), 200) if limit.isdecimal() else 50,
        )
        page = page_of(filters)
        return Response(PageAnswer({"rows": page.rows, "after": page.after}).data)


class OneDeclaration(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=DeclarationAnswer)
    def get(self, request: Request, declaration_no: str) -> Response:
        return Response(shown(declaration_no, person(request)))


class History(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=HistoryAnswer)
    def get(self, request: Request, declaration_no: str) -> Response:
        """Every state it has had, oldest first: the letter, when, why and by which law."""
        if declaration_of(declaration_no=declaration_no, by=person(request)) is None:
            raise NotFound(field="declaration_no")
        changes = history_of(declaration_no=declaration_no, officer=False)
        return Response(HistoryAnswer({"changes": changes}).data)


class Completion(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=CompletionRequest, responses=CompletionAnswer, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """File step two; the answer names the tax bill."""
        incoming = CompletionRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        declaration, bill = file_complete(
            declaration_no=declaration_no,
            completion=incoming.to_completion(),
            by=person(request),
            now=clock.now(),
        )
        answer = {
            "declaration_no": declaration_no,
            "state": declaration.state,
            "bill_no": bill.bill_no,
            "total_cny": bill.total_cny,
            "days_late": declaration.days_late,
        }
        return Response(CompletionAnswer(answer).data)


class Elements(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=ElementsAnswer, operation_id="elements_of_heading")
    def get(self, request: Request, hs_code: str) -> Response:
        """What step two asks of goods of this code today, element by element."""
        code = hs_code.replace(".", "")
        if not (code.isascii() and code.isdecimal() and 4 <= len(code) <= 10):
            raise NotFound(field="hs_code")
        found = elements_of(hs_code=code, on=timezone.localdate(clock.now()))
        shown = [
            {
                "key": one.key,
                "en": one.en,
                "zh": one.zh,
                "choices": [c for c, _e, _z in one.choices],
            }
            for one in found
        ]
        return Response(ElementsAnswer({"elements": shown}).data)


class AmendmentDoor(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=AmendmentRequest, responses=DeclarationAnswer, parameters=[IDEMPOTENCY_KEY]
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """Answer a mismatch with the manifest; the comparison is made again."""
        incoming = AmendmentRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        amend_summary(
            declaration_no=declaration_no,
            amendment=incoming.to_amendment(),
            by=person(request),
            now=clock.now(),
        )
        return Response(shown(declaration_no, person(request)))


def shown(declaration_no: str, by: User) -> dict[str, Any]:
    view = declaration_of(declaration_no=declaration_no, by=by)
    if view is None:
        raise NotFound(field="declaration_no")
    judged = assessment_for(declaration_no=declaration_no) if view.decision else None
    return _answer(view, judged.for_enterprise().hits if judged is not None else ())


def receipt(filed: Filed) -> dict[str, Any]:
    """What ``shown`` would show of it now."""
    view = filed_view(filed=filed)
    hits = filed.verdict.hits if view.decision and filed.verdict is not None else ()
    return _answer(view, tuple(hit for hit in hits if hit.shown_to_enterprise))


def _answer(view: DeclarationView, reasons: tuple[Hit, ...]) -> dict[str, Any]:
    values = {name: getattr(view, name) for name in view.__dataclass_fields__}
    values["decision"] = view.decision
    values["mismatches"] = [
        {**asdict(one), "remedy": remedy_for(one.field)} for one in view.mismatches
    ]
    values["reasons"] = reasons
    return dict(_answering().to_representation(values))


def read_summary(body: Any) -> Summary:
    """What was sent, read by a form that is made once; a refusal is worded by a form of its own."""
    with suppress(ValidationError):
        return summary_from(_reading().run_validation(body))
    incoming = SummaryRequest(data=body)
    incoming.is_valid(raise_exception=True)
    return summary_from(incoming.validated_data)


@cache
def _reading() -> SummaryRequest:
    return SummaryRequest()


@cache
def _answering() -> DeclarationAnswer:
    return DeclarationAnswer()


def _hash(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user
