"""Files, templates, copies and drafts submitted together, for programs."""

from typing import Any

from django.core.paginator import Paginator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.declarations.api.declarations import FILING, person
from clearance.declarations.api.drafts import NewDrafts, draft_shown
from clearance.declarations.forms import filing_from, read_filing
from clearance.declarations.operations import keep_template
from clearance.declarations.operations.check_sheet import check_next_part
from clearance.declarations.operations.copy_declaration import copy_declaration
from clearance.declarations.operations.store_sheet import discard_sheet, store_drafts
from clearance.declarations.operations.submit_many import begin_run, submit_next_line
from clearance.declarations.operations.take_sheet import take_sheet
from clearance.declarations.queries.bulk import (
    lines_of,
    parts_of,
    report_of,
    run_of,
    sheet_of,
    template_of,
    templates_of,
)
from clearance.declarations.queries.drafting import FoundDrafts
from clearance.declarations.serializers.bulk import (
    DraftAnswer,
    DraftsAnswer,
    FileAnswer,
    FileBody,
    NameBody,
    RunAnswer,
    RunBody,
    TemplateAnswer,
    TemplateBody,
    TemplatesAnswer,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, repeatable
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound
from customs_portal.registry import law

ROWS_A_PAGE = 200
MOST_LINES = 1_000
AT_ONCE = 5
PAGE = OpenApiParameter("page", int, description=f"Page of {ROWS_A_PAGE} rows, from 1")


class Files(APIView):
    permission_classes = [FILING]
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": FileBody},
        responses={200: FileAnswer, 201: FileAnswer},
        operation_id="declarations_import",
    )
    def post(self, request: Request) -> Response:
        """Send a file of consignments to be checked; the same bytes again get the same answer.

        Follow it at ``/files/{sheet_no}`` until its state is CHECKED, then make the drafts.
        """
        incoming = FileBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        now, file = clock.now(), incoming.validated_data["file"]
        most = law.whole_number("filing_file.most_bytes", at=now)
        sheet, is_new = take_sheet(
            data=file.read(most + 1), file_name=file.name, by=person(request), now=now
        )
        check_next_part(sheet_no=sheet.sheet_no, read=read_filing, now=now)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(_file(request, sheet.sheet_no), status=code)


class OneFile(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=FileAnswer, parameters=[PAGE], operation_id="declarations_file")
    def get(self, request: Request, sheet_no: str) -> Response:
        """How far the checking is, and the report row by row."""
        return Response(_file(request, sheet_no))

    @extend_schema(responses={204: None}, operation_id="declarations_file_discard")
    def delete(self, request: Request, sheet_no: str) -> Response:
        """Throw the file away; drafts that were made of it stand."""
        discard_sheet(sheet_no=sheet_no, by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class FileDrafts(APIView):
    permission_classes = [FILING]

    @extend_schema(request=None, responses=FileAnswer, operation_id="declarations_file_drafts")
    def post(self, request: Request, sheet_no: str) -> Response:
        """The good consignments become drafts, once."""
        store_drafts(sheet_no=sheet_no, by=person(request), now=clock.now())
        return Response(_file(request, sheet_no))


class Drafts(NewDrafts):
    @extend_schema(responses=DraftsAnswer, parameters=[PAGE], operation_id="drafts_list")
    def get(self, request: Request) -> Response:
        """Open drafts of the enterprise, the last saved first."""
        page, pages = _page(request, FoundDrafts(by=person(request)))
        return Response(DraftsAnswer({"drafts": page, "pages": pages}).data)


class Runs(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=RunBody,
        responses={202: RunAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="drafts_submit",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Submit drafts together; follow the result at ``/runs/{run_no}``."""
        incoming = RunBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        now = clock.now()
        run, _is_new = begin_run(
            draft_nos=incoming.validated_data["draft_nos"], token="", by=person(request), now=now
        )
        for _turn in range(AT_ONCE):
            if not submit_next_line(run_no=run.run_no, read=filing_from, now=now):
                break
        return Response(_run(person(request), run.run_no), status=status.HTTP_202_ACCEPTED)


class OneRun(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=RunAnswer, operation_id="drafts_run")
    def get(self, request: Request, run_no: str) -> Response:
        return Response(_run(person(request), run_no))


class Copy(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses={201: DraftAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="declarations_copy",
    )
    @repeatable
    def post(self, request: Request, declaration_no: str) -> Response:
        """A new draft with everything but transport document, voyage and containers."""
        draft = copy_declaration(declaration_no=declaration_no, by=person(request), now=clock.now())
        return Response(
            draft_shown(person(request), draft.draft_no), status=status.HTTP_201_CREATED
        )


class Templates(APIView):
    permission_classes = [FILING]

    @extend_schema(
        responses=TemplatesAnswer,
        parameters=[OpenApiParameter("q", description="Name, goods or code"), PAGE],
        operation_id="templates_list",
    )
    def get(self, request: Request) -> Response:
        text = request.query_params.get("q", "")[:80]
        page, pages = _page(request, templates_of(by=person(request), text=text))
        return Response(TemplatesAnswer({"templates": page, "pages": pages}).data)

    @extend_schema(
        request=TemplateBody,
        responses={201: TemplateAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="templates_create",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        incoming = TemplateBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        given = incoming.validated_data
        words: dict[str, Any] = {"name": given["name"], "by": person(request), "now": clock.now()}
        if "draft_no" in given:
            made = keep_template.template_from_draft(draft_no=given["draft_no"], **words)
        else:
            made = keep_template.template_from_declaration(
                declaration_no=given["declaration_no"], **words
            )
        return Response(_template(person(request), made.pk), status=status.HTTP_201_CREATED)


class OneTemplate(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=TemplateAnswer, operation_id="templates_retrieve")
    def get(self, request: Request, template_id: int) -> Response:
        return Response(_template(person(request), template_id))

    @extend_schema(request=NameBody, responses=TemplateAnswer, operation_id="templates_rename")
    def patch(self, request: Request, template_id: int) -> Response:
        incoming = NameBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        keep_template.rename_template(
            template_id=template_id,
            name=incoming.validated_data["name"],
            by=person(request),
            now=clock.now(),
        )
        return Response(_template(person(request), template_id))

    @extend_schema(responses={204: None}, operation_id="templates_delete")
    def delete(self, request: Request, template_id: int) -> Response:
        keep_template.delete_template(template_id=template_id, by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class TemplateDrafts(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses={201: DraftAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="templates_use",
    )
    @repeatable
    def post(self, request: Request, template_id: int) -> Response:
        """A new draft that begins with the template's answers."""
        draft = keep_template.draft_from_template(
            template_id=template_id, by=person(request), now=clock.now()
        )
        return Response(
            draft_shown(person(request), draft.draft_no), status=status.HTTP_201_CREATED
        )


def _page(request: Request, rows: Any) -> tuple[list[Any], int]:
    pages: Paginator[Any] = Paginator(rows, ROWS_A_PAGE)
    return list(pages.get_page(request.query_params.get("page")).object_list), pages.num_pages


def _file(request: Request, sheet_no: str) -> dict[str, Any]:
    by = person(request)
    sheet = sheet_of(sheet_no=sheet_no, by=by)
    if sheet is None:
        raise NotFound(field="sheet_no")
    report, more = _page(request, report_of(sheet_no=sheet_no, by=by))
    parts, pages = _page(request, parts_of(sheet_no=sheet_no, by=by))
    values = {name: getattr(sheet, name) for name in sheet.__dataclass_fields__}
    values |= {"report": report, "parts": parts, "pages": max(more, pages)}
    return dict(FileAnswer(values).data)


def _run(by: User, run_no: str) -> dict[str, Any]:
    run = run_of(run_no=run_no, by=by)
    if run is None:
        raise NotFound(field="run_no")
    values = {name: getattr(run, name) for name in run.__dataclass_fields__}
    values["lines"] = lines_of(run_no=run_no, by=by)[0:MOST_LINES]
    return dict(RunAnswer(values).data)


def _template(by: User, template_id: int) -> dict[str, Any]:
    view = template_of(template_id=template_id, by=by)
    if view is None:
        raise NotFound(field="template_id")
    return dict(TemplateAnswer(view).data)
