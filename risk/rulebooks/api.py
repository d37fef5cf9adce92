"""The door for programs of the risk desk: books, rules, publishing, switches."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.kit.errors import Fault, Faults
from risk.rulebooks.operations.publish_book import publish_book
from risk.rulebooks.operations.switch_rules import ask_switch, decide_switch
from risk.rulebooks.operations.write_rules import draft_book, leave_rule_out, write_rule
from risk.rulebooks.queries.books import (
    BookSearch,
    SwitchSearch,
    book_of,
    book_view,
    find_books,
    find_switches,
    switch_of,
    switch_view,
)
from risk.rulebooks.serializers import (
    BookAnswer,
    BookLine,
    DecisionRequest,
    DraftRequest,
    PublishRequest,
    RuleRequest,
    SwitchAnswer,
    SwitchRequest,
)

MOST_ROWS = 200
READING = HasDuty.of(Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES, Duty.READ_JOURNAL)
WRITING = HasDuty.of(Duty.JUDGE_RISK)
PUBLISHING = HasDuty.of(Duty.PUBLISH_RISK_RULES)
DESK = HasDuty.of(Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES)


def _book(book_no: str, *, made: bool = False) -> Response:
    code = status.HTTP_201_CREATED if made else status.HTTP_200_OK
    return Response(BookAnswer(book_of(book_no=book_no)).data, status=code)


class _ByMethod(APIView):
    """Reading is open to more than acting."""

    acting: type[HasDuty] = WRITING

    def get_permissions(self) -> list[HasDuty]:  # type: ignore[override]
        return [READING() if self.request.method in ("GET", "HEAD", "OPTIONS") else self.acting()]


class Books(_ByMethod):
    @extend_schema(
        responses=BookLine(many=True),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("q", str)],
        operation_id="risk_books_list",
    )
    def get(self, request: Request) -> Response:
        """The 200 books that were changed last."""
        found = find_books(search=BookSearch.from_words(request.query_params))
        return Response(BookLine([book_view(one) for one in found[:MOST_ROWS]], many=True).data)

    @extend_schema(
        request=DraftRequest,
        responses={201: BookAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_books_draft",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """A draft with the rules of ``based_on``, or of the book in force."""
        incoming = DraftRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = draft_book(**incoming.validated_data, by=person_of(request), now=clock.now())
        return _book(number, made=True)


class OneBook(APIView):
    permission_classes = [READING]

    @extend_schema(responses=BookAnswer, operation_id="risk_books_retrieve")
    def get(self, request: Request, book_no: str) -> Response:
        return _book(book_no)


class OneRule(_ByMethod):
    @extend_schema(request=RuleRequest, responses=BookAnswer, operation_id="risk_rules_write")
    def put(self, request: Request, book_no: str, rule_code: str) -> Response:
        """Put the rule into the draft, in the place of an earlier version of it."""
        incoming = RuleRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        rule = incoming.validated_data["rule"]
        if rule.setdefault("code", rule_code) != rule_code:
            raise Faults(
                [
                    Fault(
                        _("The rule has another number than the address."),
                        field="rule.code",
                        rule="code.address",
                        remedy=_("Use one number in both places."),
                    )
                ]
            )
        write_rule(
            book_no=book_no,
            definition=rule,
            seen=incoming.validated_data["seen"],
            by=person_of(request),
            now=clock.now(),
        )
        return _book(book_no)

    @extend_schema(
        responses={200: BookAnswer}, parameters=[OpenApiParameter("seen", str)],
        operation_id="risk_rules_leave_out",
    )  # fmt: skip
    def delete(self, request: Request, book_no: str, rule_code: str) -> Response:
        leave_rule_out(
            book_no=book_no,
            code=rule_code,
            seen=request.query_params.get("seen", ""),
            by=person_of(request),
            now=clock.now(),
        )
        return _book(book_no)


class Publication(APIView):
    permission_classes = [PUBLISHING]

    @extend_schema(
        request=PublishRequest,
        responses=BookAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_books_publish",
    )
    @repeatable
    def post(self, request: Request, book_no: str) -> Response:
        """Let the book of exactly ``digest`` count, at once or from ``start_at`` on."""
        incoming = PublishRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        publish_book(
            book_no=book_no, **incoming.validated_data, by=person_of(request), now=clock.now()
        )
        return _book(book_no)


class Switches(_ByMethod):
    acting = DESK

    @extend_schema(
        responses=SwitchAnswer(many=True),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("q", str)],
        operation_id="risk_switches_list",
    )
    def get(self, request: Request) -> Response:
        found = find_switches(search=SwitchSearch.from_words(request.query_params))
        views = [switch_view(one) for one in found[:MOST_ROWS]]
        return Response(SwitchAnswer(views, many=True).data)

    @extend_schema(
        request=SwitchRequest,
        responses={201: SwitchAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_switches_ask",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Ask a second person to switch a rule off or on at once."""
        incoming = SwitchRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        number = ask_switch(**incoming.validated_data, by=person_of(request), now=clock.now())
        answer = SwitchAnswer(switch_of(switch_no=number)).data
        return Response(answer, status=status.HTTP_201_CREATED)


class Decision(APIView):
    permission_classes = [PUBLISHING]

    @extend_schema(
        request=DecisionRequest,
        responses=SwitchAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="risk_switches_decide",
    )
    @repeatable
    def post(self, request: Request, switch_no: str) -> Response:
        incoming = DecisionRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        decide_switch(
            switch_no=switch_no, **incoming.validated_data, by=person_of(request), now=clock.now()
        )
        return Response(SwitchAnswer(switch_of(switch_no=switch_no)).data)
