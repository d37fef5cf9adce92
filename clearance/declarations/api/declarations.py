"""The single-window door: programs of enterprises come in here."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.forms import filters_from
from clearance.declarations.operations.amend_summary import amend_summary
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.operations.file_complete import file_complete
from clearance.declarations.operations.file_once import file_once
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.queries import assessment_for, declaration_of
from clearance.declarations.queries.explanations import remedy_for
from clearance.declarations.queries.lists import page_of
from clearance.declarations.serializers.declarations import (
    AmendmentRequest,
    CompletionAnswer,
    CompletionRequest,
    DeclarationAnswer,
    ElementsAnswer,
    PageAnswer,
    SummaryRequest,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound, NotPermitted

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
        incoming = SummaryRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        summary, now = incoming.to_summary(), clock.now()
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
            declaration = submit_summary(summary=summary, by=person(request), now=now)
            is_new = True
        return Response(
            _shown(declaration.declaration_no, person(request)),
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
        return Response(_shown(declaration_no, person(request)))


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
        return Response(_shown(declaration_no, person(request)))


def _shown(declaration_no: str, by: User) -> dict[str, Any]:
    view = declaration_of(declaration_no=declaration_no, by=by)
    if view is None:
        raise NotFound(field="declaration_no")
    judged = assessment_for(declaration_no=declaration_no) if view.decision else None
    values = {name: getattr(view, name) for name in view.__dataclass_fields__}
    values["decision"] = view.decision
    values["mismatches"] = [
        {**asdict(one), "remedy": remedy_for(one.field)} for one in view.mismatches
    ]
    values["reasons"] = judged.for_enterprise().hits if judged is not None else ()
    return dict(DeclarationAnswer(values).data)


def _hash(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user
