"""A robot's picture, to officers of the inspection yard; each view is a fact about the viewer."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.models import User
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.kit import storage
from customs_portal.kit.errors import NotFound, NotPermitted
from inspection.robot.models import CheckPicture
from inspection.robot.operations.answer_finding import MAY_ANSWER


@transaction.atomic
def open_picture(*, check_no: str, picture_id: int, by: User, now: datetime) -> tuple[bytes, str]:
    """JPEG bytes and their SHA-256."""
    if not any(by.holds(duty) for duty in MAY_ANSWER):
        raise NotPermitted(duty=", ".join(MAY_ANSWER))
    picture = CheckPicture.objects.filter(check_of__check_no=check_no, pk=picture_id).first()
    if picture is None:
        raise NotFound(field="picture_id")
    data = storage.read(picture.picture_key)
    record_evidence_view(user=by, key=picture.picture_key, reference=check_no, now=now)
    return data, picture.picture_key.partition(".")[0]
