"""The officers' queue and the review of one declaration, for programs of the office."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.changes import REVIEWING
from clearance.declarations.api.declarations import QUERY, person
from clearance.declarations.forms import filters_from
from clearance.declarations.operations import review_queue
from clearance.declarations.operations.act_on_review import act_on_review, confirm_releases
from clearance.declarations.operations.look_twice import MAY_DOUBT
from clearance.declarations.queries import assessment_for, declaration_for_officer
from clearance.declarations.queries.explanations import remedy_for
from clearance.declarations.queries.history import history_of
from clearance.declarations.queries.lists import page_of
from clearance.declarations.serializers.declarations import HistoryAnswer
from clearance.declarations.serializers.reviews import (
    ChosenBody,
    ConfirmedAnswer,
    CountedAnswer,
    ReviewActBody,
    ReviewAnswer,
    ReviewPageAnswer,
    TakenAnswer,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound

READING = HasDuty.of(*MAY_DOUBT)


class Reviews(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(responses=ReviewPageAnswer, parameters=QUERY, operation_id="reviews_list")
    def get(self, request: Request) -> Response:
        """The queue as on the page: what waits for an officer, unless ``state`` or ``all`` say."""
        limit = request.query_params.get("limit", "50")
        filters = filters_from(
            request.query_params,
            by=person(request),
            now=clock.now(),
            officer=True,
            limit=min(max(int(limit), 1), 200) if limit.isdecimal() else 50,
        )
        page = page_of(filters)
        return Response(ReviewPageAnswer({"rows": page.rows, "after": page.after}).data)


class NextReview(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        request=None,
        responses=TakenAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="reviews_take_next",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Claim the most urgent one that nobody has."""
        number = review_queue.claim_next_review(by=person(request), now=clock.now())
        return Response(TakenAnswer({"declaration_no": number}).data)


class ReviewClaims(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        request=ChosenBody,
        responses=CountedAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="reviews_claim",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Claim every one of a selection that nobody has."""
        incoming = ChosenBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        n = review_queue.claim_reviews(
            **incoming.validated_data, by=person(request), now=clock.now()
        )
        return Response(CountedAnswer({"declarations": n}).data)

    @extend_schema(
        request=None, responses={200: CountedAnswer}, operation_id="reviews_release_claims"
    )
    def delete(self, request: Request) -> Response:
        """Give back everything that is claimed."""
        n = review_queue.release_claims(by=person(request))
        return Response(CountedAnswer({"declarations": n}).data)


class Confirmations(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        request=ChosenBody,
        responses=ConfirmedAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="reviews_confirm",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """The second officer's word on several proposals; what stays is named with its reason."""
        incoming = ChosenBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        found = confirm_releases(**incoming.validated_data, by=person(request), now=clock.now())
        return Response(ConfirmedAnswer(found).data)


class OneReview(APIView):
    permission_classes = [READING]

    @extend_schema(responses=ReviewAnswer, operation_id="reviews_retrieve")
    def get(self, request: Request, declaration_no: str) -> Response:
        return Response(_shown(declaration_no))


class ReviewHistory(APIView):
    permission_classes = [READING]

    @extend_schema(responses=HistoryAnswer, operation_id="reviews_history")
    def get(self, request: Request, declaration_no: str) -> Response:
        """Every state with the officer's name, when, why and by which law."""
        if declaration_for_officer(declaration_no=declaration_no) is None:
            raise NotFound(field="declaration_no")
        changes = history_of(declaration_no=declaration_no, officer=True)
        return Response(HistoryAnswer({"changes": changes}).data)


class ReviewAct(APIView):
    permission_classes = [READING]

    @extend_schema(
        request=ReviewActBody,
        responses=ReviewAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="reviews_act",
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """Claim, hold, return, reject, doubt, propose, confirm; or end a re-review.

        Who judges risk may only send to re-review; the act itself asks who may.
        """
        incoming = ReviewActBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        act_on_review(
            declaration_no=declaration_no,
            **incoming.validated_data,
            by=person(request),
            now=clock.now(),
        )
        return Response(_shown(declaration_no))


def _shown(declaration_no: str) -> dict[str, Any]:
    view = declaration_for_officer(declaration_no=declaration_no)
    if view is None:
        raise NotFound(field="declaration_no")
    judged = assessment_for(declaration_no=declaration_no)
    values = {name: getattr(view, name) for name in view.__dataclass_fields__}
    values["decision"] = view.decision
    values["mismatches"] = [
        {**asdict(one), "remedy": remedy_for(one.field)} for one in view.mismatches
    ]
    values["reasons"] = judged.hits if judged is not None else ()
    return dict(ReviewAnswer(values).data)
