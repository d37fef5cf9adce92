"""Somebody looks at the pixels: who, when, why stands in the access feed."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.kit import storage
from customs_portal.kit.errors import NotFound, NotPermitted
from inspection.imaging.models import ImageReview
from inspection.imaging.operations.claim_review import NotYourReview
from inspection.imaging.states import ReviewState


@transaction.atomic
def open_scan(*, scan_no: str, by: User, now: datetime) -> bytes:
    """The scan's bytes: to the analyst who holds it, and to anyone of the duty afterwards."""
    if not by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    review = ImageReview.objects.filter(scan_no=scan_no).first()
    if review is None:
        raise NotFound(field="scan_no", scan_no=scan_no)
    if review.state != ReviewState.CONCLUDED and review.reviewer_id != by.pk:
        raise NotYourReview(scan_no=scan_no)
    record_evidence_view(user=by, key=review.image_key, reference=scan_no, now=now)
    return storage.read(review.image_key)
