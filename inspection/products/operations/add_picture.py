"""A firm adds a photograph or a scan of its product, or takes one out."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customs_portal.accounts.models import User
from customs_portal.kit.errors import Fault, NotFound
from customs_portal.registry.law.pack import ask
from inspection.products.models import PictureVector, ProductFiling, ProductPicture
from inspection.products.operations.keep_filing import own_open_filing
from inspection.products.rules.embedding import METHOD, embed
from inspection.products.states import PictureKind
from inspection.scans.facts import Delivery
from inspection.scans.operations.read_delivery import read_photograph
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.ports import archive
from inspection.scans.queries.files import FilesOfScan, files_of
from inspection.scans.rules.planes import unpack
from inspection.scans.states import Channel, SubjectKind


def add_picture(*, filing_no: str, kind: str, data: bytes, by: User, now: datetime) -> int:
    """Its number. Raises a ``Fault`` that names field, rule and remedy; then nothing is kept."""
    if kind not in PictureKind.values:
        raise _fault("kind", "kind", _("Choose photograph or scan."), _("Choose one of the two."))
    with transaction.atomic():
        filing = own_open_filing(filing_no=filing_no, by=by)
        _check_room(filing, data, now)
    digest = hashlib.sha256(data).hexdigest()
    if kind == PictureKind.SCAN:
        files = _scan(filing, data, digest, now)
    else:
        photo = read_photograph(data=data)  # before a file is written
        store = archive()
        files = FilesOfScan(
            scan_no="",
            kept_key=store.put(photo.jpeg, suffix="jpg"),
            planes_key=store.put(photo.packed, suffix="pln"),
            thumb_key=store.put(photo.thumb, suffix="jpg"),
            width=photo.width,
            height=photo.height,
        )
    try:
        with transaction.atomic():
            filing = own_open_filing(filing_no=filing_no, by=by)
            picture = ProductPicture.objects.create(
                filing=filing,
                kind=kind,
                scan_no=files.scan_no,
                picture_key=files.kept_key,
                thumb_key=files.thumb_key,
                planes_key=files.planes_key,
                sha256=digest,
                width=files.width,
                height=files.height,
                added_at=now,
            )
            embed_picture(picture=picture)
            filing.answer({}, at=now)
            return picture.pk
    except IntegrityError as error:
        raise _twice() from error


@transaction.atomic
def remove_picture(*, filing_no: str, picture_id: int, by: User, now: datetime) -> None:
    """It leaves the filing; earlier versions still name it."""
    filing = own_open_filing(filing_no=filing_no, by=by)
    picture = filing.pictures.filter(pk=picture_id, removed_at=None).first()
    if picture is None:
        raise NotFound(field="picture_id")
    picture.removed_at = now
    picture.save(update_fields=["removed_at"])
    filing.answer({}, at=now)


def embed_picture(*, picture: ProductPicture) -> None:
    """Its vector by the present method, computed from the kept planes."""
    vector = embed(unpack(archive().read(picture.planes_key)))
    PictureVector.objects.update_or_create(
        picture=picture,
        method=METHOD,
        defaults={"kind": picture.kind, "vector": [float(one) for one in vector]},
    )


def embed_missing() -> int:
    """Vectors of the present method for every picture that has none; how many were made."""
    waiting = ProductPicture.objects.exclude(vectors__method=METHOD).order_by("id")
    for picture in waiting.iterator(chunk_size=200):
        embed_picture(picture=picture)
    return PictureVector.objects.filter(method=METHOD).count()


def _scan(filing: ProductFiling, data: bytes, digest: str, now: datetime) -> FilesOfScan:
    taken = take_scan(
        delivery=Delivery(
            scan_no=f"{filing.filing_no}-{digest[:12]}",
            subject_kind=SubjectKind.PRODUCT,
            subject_reference=filing.filing_no,
            device_code="PRODUCT-FILING",
            place_code="",
            channel=Channel.FILING,
            uscc=filing.enterprise.uscc or "",
        ),
        data=data,
        now=now,
    )
    return files_of(scan_no=taken.scan_no)


def _check_room(filing: ProductFiling, data: bytes, now: datetime) -> None:
    most = ask("products.most_pictures", on=timezone.localdate(now))
    present = filing.pictures.filter(removed_at=None)
    if present.count() >= int(most.value):
        raise Fault(
            _("A product has at most %(most)s pictures.") % {"most": most.value},
            field="file",
            rule="product.most_pictures",
            remedy=_("Take one out first."),
            law=most.source,
        )
    if present.filter(sha256=hashlib.sha256(data).hexdigest()).exists():
        raise _twice()


def _twice() -> Fault:
    return _fault("file", "twice", _("This picture is there already."), _("Choose another one."))


def _fault(field: str, rule: str, sentence: str, remedy: str) -> Fault:
    return Fault(sentence, field=field, rule=f"product.{rule}", remedy=remedy)
