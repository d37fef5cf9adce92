"""Somebody shows a picture; which accepted products look like it? The picture is not kept."""

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotPermitted
from inspection.products.queries.likeness import LikeFiling, filings_like
from inspection.products.rules.embedding import embed
from inspection.products.states import PictureKind
from inspection.scans.operations.read_delivery import read_delivery, read_photograph
from inspection.scans.rules.planes import unpack


def alike_picture(*, kind: str, data: bytes, by: User, limit: int = 12) -> list[LikeFiling]:
    """Raises ``NotPermitted``, or a ``Fault`` that says what is wrong with the picture."""
    if not by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    if kind == PictureKind.SCAN:
        packed = read_delivery(data=data).packed
    else:
        kind, packed = PictureKind.PHOTO, read_photograph(data=data).packed
    return filings_like(vector=embed(unpack(packed)), kind=kind, limit=limit)
