"""The doors for programs: firms file their products, officers' programs review and compare."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, act_on, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import enterprise_id_of, person_of
from customs_portal.kit import clock
from inspection.products.forms import NARROWING, filters_of
from inspection.products.operations.add_picture import add_picture, remove_picture
from inspection.products.operations.find_alike import alike_picture
from inspection.products.operations.keep_filing import (
    begin_filing,
    save_answers,
    submit_filing,
    take_up_filing,
    withdraw_filing,
)
from inspection.products.operations.review_filing import review_filing
from inspection.products.queries.lists import FoundFilings, filing_file
from inspection.products.serializers import (
    LikeAnswer,
    PictureAdded,
    PictureBody,
    ProductAnswers,
    ProductDecideRequest,
    ProductFile,
    ProductReasonRequest,
    ProductRow,
)
from inspection.scans.rules.limits import MOST_BYTES

MOST_ROWS = 200
FILING, REVIEWING = HasDuty.of(Duty.FILE_DECLARATION), HasDuty.of(Duty.REVIEW_IMAGE)
WORDS = [OpenApiParameter(name, str) for name in (*NARROWING, "sort")]


def _file(request: Request, filing_no: str) -> dict[str, object]:
    return dict(ProductFile(filing_file(filing_no=filing_no, by=person_of(request))).data)


class Products(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=ProductRow(many=True), parameters=WORDS, operation_id="products_list")
    def get(self, request: Request) -> Response:
        """At most 200 filings of the firm, the last saved first unless asked otherwise."""
        filters = filters_of(request.query_params)
        found = FoundFilings(filters, enterprise_id=enterprise_id_of(request))
        return Response(ProductRow(found[:MOST_ROWS], many=True).data)

    @extend_schema(
        request=ProductAnswers,
        responses={201: ProductFile},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="products_begin",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Begin a draft with what is known already."""
        incoming = ProductAnswers(data=request.data)
        incoming.is_valid(raise_exception=True)
        filing_no = begin_filing(by=person_of(request), now=clock.now(), answers=incoming.given())
        return Response(_file(request, filing_no), status=status.HTTP_201_CREATED)


class OneProduct(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=ProductFile, operation_id="products_retrieve")
    def get(self, request: Request, filing_no: str) -> Response:
        """One filing with its pictures and versions."""
        enterprise_id_of(request)
        return Response(_file(request, filing_no))

    @extend_schema(
        request=ProductAnswers,
        responses=ProductFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="products_save",
    )
    @repeatable
    def post(self, request: Request, filing_no: str) -> Response:
        """Save some answers of a draft or a returned filing."""
        incoming = ProductAnswers(data=request.data)
        incoming.is_valid(raise_exception=True)
        save_answers(
            filing_no=filing_no,
            answers=incoming.given(),
            saves=None,
            by=person_of(request),
            now=clock.now(),
        )
        return Response(_file(request, filing_no))


class Pictures(APIView):
    permission_classes = [FILING]
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": PictureBody},
        responses={201: PictureAdded},
        operation_id="products_add_picture",
    )
    def post(self, request: Request, filing_no: str) -> Response:
        """A photograph (encoded anew) or a scan (kept in the archive)."""
        filing_file(filing_no=filing_no, by=person_of(request))
        incoming = PictureBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        picture_id = add_picture(
            filing_no=filing_no,
            kind=incoming.validated_data["kind"],
            data=incoming.validated_data["file"].read(MOST_BYTES + 1),
            by=person_of(request),
            now=clock.now(),
        )
        return Response({"picture_id": picture_id}, status=status.HTTP_201_CREATED)


class OnePicture(APIView):
    permission_classes = [FILING]

    @extend_schema(responses={204: None}, operation_id="products_remove_picture")
    def delete(self, request: Request, filing_no: str, picture_id: int) -> Response:
        """Take a picture out; earlier versions still name it."""
        remove_picture(
            filing_no=filing_no, picture_id=picture_id, by=person_of(request), now=clock.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Submit(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses=ProductFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="products_submit",
    )
    @repeatable
    def post(self, request: Request, filing_no: str) -> Response:
        """Hand the filing in for review."""
        submit_filing(filing_no=filing_no, by=person_of(request), now=clock.now())
        return Response(_file(request, filing_no))


class TakeUp(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=None,
        responses=ProductFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="products_take_up",
    )
    @repeatable
    def post(self, request: Request, filing_no: str) -> Response:
        """Change an accepted or expired filing: it is a draft again."""
        take_up_filing(filing_no=filing_no, by=person_of(request), now=clock.now())
        return Response(_file(request, filing_no))


class Withdraw(APIView):
    permission_classes = [FILING]

    @extend_schema(
        request=ProductReasonRequest,
        responses=ProductFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="products_withdraw",
    )
    @repeatable
    def post(self, request: Request, filing_no: str) -> Response:
        """Take the filing back for good."""
        filing_file(filing_no=filing_no, by=person_of(request))
        act_on(request, ProductReasonRequest, withdraw_filing, filing_no=filing_no)
        return Response(_file(request, filing_no))


class Reviews(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        responses=ProductRow(many=True), parameters=WORDS, operation_id="product_reviews_list"
    )
    def get(self, request: Request) -> Response:
        """At most 200 filings of all firms that were ever handed in."""
        found = FoundFilings(filters_of(request.query_params), enterprise_id=None)
        return Response(ProductRow(found[:MOST_ROWS], many=True).data)


class Decide(APIView):
    permission_classes = [REVIEWING]

    @extend_schema(
        request=ProductDecideRequest,
        responses=ProductFile,
        parameters=[IDEMPOTENCY_KEY],
        operation_id="product_reviews_decide",
    )
    @repeatable
    def post(self, request: Request, filing_no: str) -> Response:
        """Accept the filing for its term, or return it with the reason."""
        act_on(request, ProductDecideRequest, review_filing, filing_no=filing_no)
        return Response(_file(request, filing_no))


class Like(APIView):
    permission_classes = [REVIEWING]
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": PictureBody},
        responses=LikeAnswer(many=True),
        operation_id="product_reviews_like",
    )
    def post(self, request: Request) -> Response:
        """The accepted products that look most like a picture, which is not kept."""
        incoming = PictureBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        found = alike_picture(
            kind=incoming.validated_data["kind"],
            data=incoming.validated_data["file"].read(MOST_BYTES + 1),
            by=person_of(request),
        )
        return Response(LikeAnswer(found, many=True).data)
