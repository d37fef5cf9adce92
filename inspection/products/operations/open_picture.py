"""A picture of a product, to the firm whose it is and to officers who review."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.kit.errors import NotFound, NotPermitted
from inspection.products.models import ProductPicture
from inspection.products.states import PictureKind
from inspection.scans.ports import archive


@transaction.atomic
def open_picture(
    *, filing_no: str, picture_id: int, whole: bool, by: User, now: datetime
) -> tuple[bytes, str]:
    """JPEG bytes and their hash: the thumbnail, or (``whole``, of a photograph) the picture."""
    rows = ProductPicture.objects.filter(filing__filing_no=filing_no, pk=picture_id)
    if by.enterprise_id is not None:
        rows = rows.filter(filing__enterprise_id=by.enterprise_id)
    elif not by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    else:
        rows = rows.filter(filing__version__gt=0)
    picture = rows.first()
    if picture is None:
        raise NotFound(field="picture_id")
    whole = whole and picture.kind == PictureKind.PHOTO
    key = picture.picture_key if whole else picture.thumb_key
    if whole and by.is_officer:
        record_evidence_view(user=by, key=key, reference=filing_no, now=now)
    return archive().read(key), key[:64]
