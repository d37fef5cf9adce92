"""Records as their crew and those who look them over see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from inspection.handheld.models import (
    Confirmation,
    Contradiction,
    Entry,
    FieldRecord,
    Photograph,
    RecordSheet,
    StandingWord,
)
from inspection.handheld.queries.content import KeptPhotograph, hash_of


@dataclass(frozen=True, kw_only=True)
class WordView:
    """What stands in a field; ``seq`` is the base of whoever writes over it."""

    value: str
    seq: int
    by: str
    device: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContradictionView:
    """Every value that was said in a contested field, the standing one last."""

    field: str
    values: tuple[WordView, ...]


@dataclass(frozen=True, kw_only=True)
class PhotographView:
    photograph_id: int
    entry_id: str
    kind: str
    kind_label: str
    sha256: str
    sent_sha256: str
    picture_key: str
    thumb_key: str
    width: int
    height: int
    latitude: str
    longitude: str
    accuracy_m: int | None
    by: str
    taken_at: datetime
    reading: str
    reading_label: str
    unread_label: str
    read_number: str
    expected_number: str


@dataclass(frozen=True, kw_only=True)
class ConfirmationView:
    by: str
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class EarlierView:
    """A version that was confirmed and returned; its photographs and entries are kept."""

    version: int
    content_hash: str
    confirmations: tuple[ConfirmationView, ...]


@dataclass(frozen=True, kw_only=True)
class RecordView:
    """One record whole. ``sheet_code`` "" until this version was printed."""

    order_no: str
    container_no: str
    version: int
    seq: int
    words: Mapping[str, WordView]
    contradictions: tuple[ContradictionView, ...]
    photographs: tuple[PhotographView, ...]
    confirmations: tuple[ConfirmationView, ...]
    content_hash: str
    begun_at: datetime | None
    concluded_at: datetime | None
    sheet_code: str

    @property
    def fields(self) -> dict[str, str]:
        return {name: word.value for name, word in self.words.items()}

    @property
    def people(self) -> set[str]:
        """Everybody whom the record names, by user name."""
        named = {word.by for word in self.words.values()} | {one.by for one in self.photographs}
        return named | {one.by for one in self.confirmations}


def record_of(*, order_no: str) -> RecordView | None:
    return records_of(order_nos=[order_no]).get(order_no)


def records_of(*, order_nos: Iterable[str]) -> dict[str, RecordView]:
    """Those of the orders that have a record; six questions, however many there are."""
    records = {one.pk: one for one in FieldRecord.objects.filter(order_no__in=list(order_nos))}
    words: dict[int, dict[str, WordView]] = defaultdict(dict)
    standing = StandingWord.objects.filter(record__in=records).select_related("entry__by")
    for one in standing.order_by("field"):
        words[one.record_id][one.field] = _word(one.entry)
    photographs: dict[int, list[Photograph]] = defaultdict(list)
    kept = Photograph.objects.filter(record__in=records, removed_at=None).select_related("by")
    for photograph in kept.order_by("seq"):
        photographs[photograph.record_id].append(photograph)
    contradictions = _contradictions(records)
    confirmations: dict[int, list[ConfirmationView]] = defaultdict(list)
    stand = Confirmation.objects.filter(record__in=records, voided_at=None).select_related("by")
    for given in stand.order_by("id"):
        confirmations[given.record_id].append(
            ConfirmationView(by=given.by.username, confirmed_at=given.confirmed_at)
        )
    sheets = RecordSheet.objects.filter(record__in=records, withdrawn_at=None)
    codes = dict(sheets.values_list("record_id", "code"))
    return {
        record.order_no: _view(
            record,
            sheet_code=codes.get(pk, ""),
            words=words[pk],
            photographs=photographs[pk],
            contradictions=contradictions.get(pk, ()),
            confirmations=tuple(confirmations[pk]),
        )
        for pk, record in records.items()
    }


def nothing_yet(*, order_no: str, container_no: str) -> RecordView:
    """The record of an order in which nobody has written."""
    return RecordView(
        order_no=order_no,
        container_no=container_no,
        version=1,
        seq=0,
        words={},
        contradictions=(),
        photographs=(),
        confirmations=(),
        content_hash=hash_of(order_no, fields={}, photographs=()),
        begun_at=None,
        concluded_at=None,
        sheet_code="",
    )


def earlier_versions(*, order_no: str) -> tuple[EarlierView, ...]:
    """What two officers had confirmed before each return, oldest first."""
    given = Confirmation.objects.filter(
        record__order_no=order_no, version__lt=F("record__version")
    ).select_related("by")
    found: dict[tuple[int, str], list[ConfirmationView]] = defaultdict(list)
    for one in given.order_by("version", "id"):
        view = ConfirmationView(by=one.by.username, confirmed_at=one.confirmed_at)
        found[one.version, one.content_hash].append(view)
    last = dict(found.keys())
    return tuple(
        EarlierView(version=version, content_hash=kept, confirmations=tuple(views))
        for (version, kept), views in found.items()
        if last[version] == kept
    )


def photograph_of(*, order_no: str, photograph_id: int) -> PhotographView | None:
    found = Photograph.objects.select_related("by").filter(
        record__order_no=order_no, pk=photograph_id
    )
    one = found.first()
    return None if one is None else _photograph(one)


def _contradictions(records: Iterable[int]) -> dict[int, tuple[ContradictionView, ...]]:
    rows = (
        Contradiction.objects.filter(record__in=list(records), settled_by=None)
        .select_related("replaced__by", "replaced_by__by")
        .order_by("id")
    )
    said: dict[tuple[int, str], dict[int, Entry]] = defaultdict(dict)
    for row in rows:
        for entry in (row.replaced, row.replaced_by):
            said[row.record_id, row.field][entry.seq] = entry
    found: dict[int, list[ContradictionView]] = defaultdict(list)
    for (record_id, field), entries in said.items():
        values = tuple(_word(entries[seq]) for seq in sorted(entries))
        found[record_id].append(ContradictionView(field=field, values=values))
    return {record_id: tuple(views) for record_id, views in found.items()}


def _view(
    record: FieldRecord,
    *,
    sheet_code: str,
    words: dict[str, WordView],
    photographs: list[Photograph],
    contradictions: tuple[ContradictionView, ...],
    confirmations: tuple[ConfirmationView, ...],
) -> RecordView:
    kept = tuple(
        KeptPhotograph(
            photograph_id=one.pk,
            kind=one.kind,
            sha256=one.sha256,
            picture_key=one.picture_key,
            thumb_key=one.thumb_key,
        )
        for one in photographs
    )
    fields = {name: word.value for name, word in words.items()}
    return RecordView(
        order_no=record.order_no,
        container_no=record.container_no,
        version=record.version,
        seq=record.seq,
        words=words,
        contradictions=contradictions,
        photographs=tuple(_photograph(one) for one in photographs),
        confirmations=confirmations,
        content_hash=hash_of(record.order_no, fields=fields, photographs=kept),
        begun_at=record.begun_at,
        concluded_at=record.concluded_at,
        sheet_code=sheet_code,
    )


def _word(entry: Entry) -> WordView:
    return WordView(
        value=entry.value,
        seq=entry.seq,
        by=entry.by.username,
        device=entry.device,
        written_at=entry.written_at,
    )


def _photograph(one: Photograph) -> PhotographView:
    return PhotographView(
        photograph_id=one.pk,
        entry_id=str(one.entry_id),
        kind=one.kind,
        kind_label=one.get_kind_display(),
        sha256=one.sha256,
        sent_sha256=one.sent_sha256,
        picture_key=one.picture_key,
        thumb_key=one.thumb_key,
        width=one.width,
        height=one.height,
        latitude="" if one.latitude is None else str(one.latitude),
        longitude="" if one.longitude is None else str(one.longitude),
        accuracy_m=one.accuracy_m,
        by=one.by.username,
        taken_at=one.taken_at,
        reading=one.reading,
        reading_label=one.get_reading_display() if one.reading else "",
        unread_label=one.get_unread_because_display() if one.unread_because else "",
        read_number=one.read_number,
        expected_number=one.expected_number,
    )
