"""What a record says now: the words that stand, the photographs that were not taken out."""

from collections.abc import Mapping
from dataclasses import dataclass

from inspection.handheld.models import FieldRecord, Photograph
from inspection.handheld.rules.merging import content_hash


@dataclass(frozen=True, kw_only=True)
class KeptPhotograph:
    """One photograph of the content; ``sha256`` is of the kept bytes."""

    photograph_id: int
    kind: str
    sha256: str
    picture_key: str
    thumb_key: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """``hash`` is what two officers confirm."""

    fields: Mapping[str, str]
    photographs: tuple[KeptPhotograph, ...]
    hash: str


def content_of(record: FieldRecord, /) -> Content:
    words = record.standing.values_list("field", "entry__value")
    fields = dict(words)
    photographs = tuple(
        _kept(one) for one in record.photographs.filter(removed_at=None).order_by("seq")
    )
    return Content(
        fields=fields,
        photographs=photographs,
        hash=hash_of(record.order_no, fields=fields, photographs=photographs),
    )


def hash_of(
    order_no: str, /, *, fields: Mapping[str, str], photographs: tuple[KeptPhotograph, ...]
) -> str:
    named = (f"{one.kind} {one.sha256}" for one in photographs)
    return content_hash(order_no=order_no, fields=fields, photographs=named)


def _kept(one: Photograph) -> KeptPhotograph:
    return KeptPhotograph(
        photograph_id=one.pk,
        kind=one.kind,
        sha256=one.sha256,
        picture_key=one.picture_key,
        thumb_key=one.thumb_key,
    )
