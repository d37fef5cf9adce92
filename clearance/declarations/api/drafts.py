"""Drafts of an enterprise, for programs that fill them answer by answer as the form does."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.declarations import FILING, person
from clearance.declarations.operations import keep_draft, keep_template
from clearance.declarations.queries.bulk import template_of
from clearance.declarations.queries.drafting import draft_of
from clearance.declarations.serializers.bulk import (
    FORMS,
    AnswersBody,
    DraftAnswer,
    DraftBody,
    TemplateAnswer,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, repeatable
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound


class NewDrafts(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=DraftBody,
        responses={201: DraftAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="drafts_begin",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Begin an empty draft of one of the forms; its answers are saved into it."""
        incoming = DraftBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        procedure, direction = FORMS[incoming.validated_data["form"]]
        draft = keep_draft.begin_draft(
            by=person(request), now=clock.now(), procedure=procedure, direction=direction
        )
        return Response(draft_shown(person(request), draft.draft_no), status=201)


class OneDraft(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=DraftAnswer, operation_id="drafts_retrieve")
    def get(self, request: Request, draft_no: str) -> Response:
        return Response(draft_shown(person(request), draft_no))

    @extend_schema(request=AnswersBody, responses=DraftAnswer, operation_id="drafts_save")
    def patch(self, request: Request, draft_no: str) -> Response:
        """Write answers over what stands; ``version`` is the one that was read."""
        incoming = AnswersBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        keep_draft.save_answers(
            draft_no=draft_no, **incoming.validated_data, by=person(request), now=clock.now()
        )
        return Response(draft_shown(person(request), draft_no))

    @extend_schema(responses={204: None}, operation_id="drafts_delete")
    def delete(self, request: Request, draft_no: str) -> Response:
        keep_draft.delete_draft(draft_no=draft_no, by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DraftRestoring(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses=DraftAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="drafts_restore",
    )
    @repeatable
    def post(self, request: Request, draft_no: str) -> Response:
        """Bring a deleted draft back."""
        keep_draft.restore_draft(draft_no=draft_no, by=person(request), now=clock.now())
        return Response(draft_shown(person(request), draft_no))


class TemplateRestoring(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses=TemplateAnswer,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="templates_restore",
    )
    @repeatable
    def post(self, request: Request, template_id: int) -> Response:
        """Bring a deleted template back."""
        by = person(request)
        keep_template.restore_template(template_id=template_id, by=by, now=clock.now())
        return Response(TemplateAnswer(template_of(template_id=template_id, by=by)).data)


def draft_shown(by: User, draft_no: str) -> dict[str, Any]:
    view = draft_of(draft_no=draft_no, by=by)
    if view is None:
        raise NotFound(field="draft_no")
    return dict(DraftAnswer(view).data)
