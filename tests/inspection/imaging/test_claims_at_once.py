"""Six analysts take a thousand waiting scans at once: each scan is given once."""

import threading

import pytest
from django.db import connection

from customs_portal.journal.moves import told
from customs_portal.kit import storage
from inspection.imaging.models import ImageReview, Reading
from inspection.imaging.operations.claim_review import claim_next_review
from inspection.imaging.operations.judge_review import judge_review
from inspection.imaging.states import Because, Verdict
from tests.factories.inspection import NOON, a_place, analysts, scan_png

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-03")]
SCANS, PEOPLE = 1_000, 6


def test_six_analysts_claim_a_thousand_images_and_all_are_distinct():
    people, key, place = analysts(PEOPLE), storage.put(scan_png(), suffix="png"), a_place()
    ImageReview.objects.bulk_create(
        ImageReview(
            scan_no=f"ONCE{number:06d}",
            container_no=f"TGHU{number:07d}",
            image_key=key,
            width=220,
            height=76,
            device_code="XG-1",
            place_code=place.code,
            taken_at=NOON,
            queued_at=NOON,
            move=told(at=NOON, reason=Because.SCANNED),
        )
        for number in range(SCANS)
    )
    taken: dict[str, list[str]] = {person.username: [] for person in people}
    start = threading.Barrier(PEOPLE)

    def work(person):
        try:
            start.wait()
            while (number := claim_next_review(by=person, now=NOON)) is not None:
                taken[person.username].append(number)
                judge_review(scan_no=number, verdict=Verdict.CLEAR, reason="", by=person, now=NOON)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [number for numbers in taken.values() for number in numbers]
    assert len(everything) == len(set(everything)) == SCANS
    assert all(taken.values())
    assert Reading.objects.given().count() == SCANS
    assert set(ImageReview.objects.values_list("state", flat=True)) == {"JUDGED"}
