"""The image room for programs: what the bench and the pages of the room do."""

import base64
import binascii
from dataclasses import asdict
from typing import Any

from django.urls import reverse
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
from customs_portal.kit.errors import Fault
from inspection.imaging import serializers as shapes
from inspection.imaging.forms import marks_of
from inspection.imaging.operations.claim_review import claim_next_review, release_claim
from inspection.imaging.operations.conclude_review import ask_second_opinion
from inspection.imaging.operations.judge_review import judge_review, take_judgement_back
from inspection.imaging.operations.keep_reading import ask_advice, keep_marks, look_first
from inspection.imaging.operations.plant_scans import (
    TestImage,
    add_planted,
    check_keeper,
    retire_planted,
)
from inspection.imaging.queries import scan_in_hands
from inspection.imaging.queries.hit_rates import BY, hit_rates
from inspection.imaging.queries.measures import (
    agreement_of_readers,
    analysts_measured,
    calibrations,
    changed_minds,
    hours_measured,
    models_measured,
)
from inspection.imaging.queries.room import library_of_planted, room_now
from inspection.imaging.states import Certainty, FirstLook, Verdict
from risk.outcomes.queries.periods import Asked, asked_period

READS = HasDuty.of(Duty.REVIEW_IMAGE)
RUNS = HasDuty.of(Duty.DISPATCH_INSPECTION)
PERIOD = [OpenApiParameter("from", str), OpenApiParameter("to", str)]
KEY = [IDEMPOTENCY_KEY]


class Next(APIView):
    permission_classes = [READS]

    @extend_schema(
        request=None,
        responses=shapes.NextAnswer,
        parameters=KEY,
        operation_id="image_reviews_next",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """The scan in hand, or the next that chance gives; null when none waits."""
        claim_next_review(by=person_of(request), now=clock.now())
        scan = scan_in_hands(analyst=person_of(request))
        data = None
        if scan is not None:
            data = asdict(scan) | {"pixels_url": reverse("imaging:pixels", args=[scan.scan_no])}
        return Response(shapes.NextAnswer({"scan": data}).data)


class Marks(APIView):
    permission_classes = [READS]

    @extend_schema(
        request=shapes.MarksRequest,
        responses={204: None},
        operation_id="image_reviews_marks",
    )
    def put(self, request: Request, scan_no: str) -> Response:
        """The work as it stands; the last one sent counts."""
        given = _valid(shapes.MarksRequest, request)
        keep_marks(
            scan_no=scan_no,
            marks=marks_of(given["marks"]),
            note=given["reason"],
            certainty=Certainty(given["certainty"]),
            by=person_of(request),
            now=clock.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Look(APIView):
    permission_classes = [READS]

    @extend_schema(
        request=shapes.LookRequest,
        responses={204: None},
        parameters=KEY,
        operation_id="image_reviews_first_look",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """What the analyst sees alone; said once."""
        given = _valid(shapes.LookRequest, request)
        look_first(
            scan_no=scan_no,
            look=FirstLook(given["look"]),
            marks=marks_of(given["marks"]),
            by=person_of(request),
            now=clock.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class AdviceOnScan(APIView):
    permission_classes = [READS]

    @extend_schema(
        request=None,
        responses=shapes.AdviceAnswer,
        parameters=KEY,
        operation_id="image_reviews_advice",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """What a model says; refused until the analyst has looked alone."""
        found = ask_advice(scan_no=scan_no, by=person_of(request), now=clock.now())
        return Response(shapes.AdviceAnswer(asdict(found)).data)


class Conclusion(APIView):
    permission_classes = [READS]

    @extend_schema(
        request=shapes.ConclusionRequest,
        responses=shapes.FinalAnswer,
        parameters=KEY,
        operation_id="image_reviews_conclude",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """The verdict; until ``final_by`` it may be taken back and nothing follows from it."""
        given = _valid(shapes.ConclusionRequest, request)
        final_by = judge_review(
            scan_no=scan_no,
            verdict=Verdict(given["verdict"]),
            reason=given["reason"],
            marks=marks_of(given["marks"]),
            certainty=Certainty(given["certainty"]),
            by=person_of(request),
            now=clock.now(),
        )
        return Response(shapes.FinalAnswer({"scan_no": scan_no, "final_by": final_by}).data)

    @extend_schema(responses={204: None}, operation_id="image_reviews_take_back")
    def delete(self, request: Request, scan_no: str) -> Response:
        """Takes the verdict back while there is time."""
        take_judgement_back(scan_no=scan_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class SecondOpinion(APIView):
    permission_classes = [READS]

    @extend_schema(
        request=shapes.MarksRequest,
        responses={204: None},
        parameters=KEY,
        operation_id="image_reviews_second_opinion",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """Passes the scan to another analyst, who sees neither marks nor note."""
        given = _valid(shapes.MarksRequest, request)
        ask_second_opinion(
            scan_no=scan_no,
            note=given["reason"],
            marks=marks_of(given["marks"]),
            by=person_of(request),
            now=clock.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Release(APIView):
    permission_classes = [READS]

    @extend_schema(
        request=None,
        responses={204: None},
        parameters=KEY,
        operation_id="image_reviews_release",
    )
    @repeatable
    def post(self, request: Request, scan_no: str) -> Response:
        """Puts the scan back unjudged."""
        release_claim(scan_no=scan_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class Room(APIView):
    permission_classes = [RUNS]

    @extend_schema(
        responses=shapes.RoomWithAgreement, parameters=PERIOD, operation_id="image_room_now"
    )
    def get(self, request: Request) -> Response:
        """Who waits, how long, who works, and how well two blind readers agree."""
        now, period = clock.now(), _asked(request).period
        answer = {
            "room": room_now(period=period, now=now),
            "agreement": agreement_of_readers(period=period),
            "changed_minds": changed_minds(period=period),
        }
        return Response(shapes.RoomWithAgreement(answer).data)


class Measures(APIView):
    permission_classes = [RUNS]

    @extend_schema(
        responses=shapes.MeasuresAnswer, parameters=PERIOD, operation_id="image_room_measures"
    )
    def get(self, request: Request) -> Response:
        """Detection of each analyst and model, with intervals; drift by hour; calibration."""
        period = _asked(request).period
        answer = {
            "analysts": analysts_measured(period=period),
            "models": models_measured(period=period),
            "hours": hours_measured(period=period),
            "calibrations": calibrations(period=period),
        }
        return Response(shapes.MeasuresAnswer(answer).data)


class HitRates(APIView):
    permission_classes = [RUNS]

    @extend_schema(
        responses=shapes.HitRateAnswer(many=True),
        parameters=[*PERIOD, OpenApiParameter("by", str, enum=list(BY))],
        operation_id="image_room_hit_rates",
    )
    def get(self, request: Request) -> Response:
        """Faults among opened boxes by rule, method, analyst or scanner."""
        by = request.query_params.get("by", "")
        found = hit_rates(by=by if by in BY else "rule", period=_asked(request).period)
        return Response(shapes.HitRateAnswer(found, many=True).data)


class Library(APIView):
    permission_classes = [RUNS]

    @extend_schema(
        responses=shapes.PlantedAnswer(many=True), operation_id="image_room_planted_list"
    )
    def get(self, request: Request) -> Response:
        """The test images; shut to analysts."""
        check_keeper(by=person_of(request))
        return Response(shapes.PlantedAnswer(library_of_planted(), many=True).data)

    @extend_schema(
        request=shapes.PlantedRequest,
        responses={201: shapes.PlantedMade},
        parameters=KEY,
        operation_id="image_room_planted_add",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """One scan with its truth into the library."""
        given = _valid(shapes.PlantedRequest, request)
        number = add_planted(
            image=TestImage(
                title=given["title"],
                data=_decoded(given["file"]),
                truth=tuple(dict(one) for one in given["truth"]),
                declared=tuple(dict(one) for one in given["declared"]),
                source_scan_no=given["source_scan_no"],
            ),
            by=person_of(request),
            now=clock.now(),
        )
        answer = shapes.PlantedMade({"planted_no": number})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class Retirement(APIView):
    permission_classes = [RUNS]

    @extend_schema(
        request=None,
        responses={204: None},
        parameters=KEY,
        operation_id="image_room_planted_retire",
    )
    @repeatable
    def post(self, request: Request, planted_no: str) -> Response:
        """Shown to nobody from now on."""
        retire_planted(planted_no=planted_no, by=person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _valid(shape: type[Any], request: Request) -> dict[str, Any]:
    incoming = shape(data=request.data)
    incoming.is_valid(raise_exception=True)
    return dict(incoming.validated_data)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Fault(_("Choose the file of the scan."), field="file") from error


def _asked(request: Request) -> Asked:
    return asked_period(request.query_params, now=clock.now())
