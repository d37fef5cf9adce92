"""Questions about messages, answered with values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet
from django.utils import timezone

from clearance.messages.facts import Limits
from clearance.messages.models import Answer, Message
from clearance.messages.rules.labels import label_of
from clearance.messages.rules.mapping import map_tree
from clearance.messages.rules.notices import notice_from
from clearance.messages.rules.pointers import place_of
from clearance.messages.rules.reading import read_tree
from clearance.messages.rules.remarks import remark_text
from clearance.messages.rules.writing import write_message
from clearance.messages.states import MessageState
from customs_portal.kit.errors import NotFound

SORTS = ("received", "-received", "reference", "-reference")
MOST_SHOWN = 2_000


@dataclass(frozen=True, kw_only=True)
class MessageSearch:
    """What a list of messages is narrowed to."""

    text: str = ""
    state: str = ""
    kind: str = ""
    sort: str = "-received"
    on: date | None = None

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> "MessageSearch":
        sort = words.get("sort", "")
        state = words.get("state", "")
        try:
            on = date.fromisoformat(words.get("on", ""))
        except ValueError:
            on = None
        return cls(
            text=words.get("q", "").strip()[:80],
            state=state if state in MessageState.values else "",
            kind=words.get("kind", "")[:16],
            sort=sort if sort in SORTS else "-received",
            on=on,
        )

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.state or self.kind or self.on)


@dataclass(frozen=True, kw_only=True)
class MessageRow:
    message_no: str
    reference: str
    enterprise: str
    kind: str
    kind_label: str
    function_code: str
    type_code: str
    country: str
    state: str
    state_label: str
    declaration_no: str
    kept: int
    answers: int
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a message: our field, what a person calls it, where it stood."""

    field: str
    label: str
    path: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Values that belong together: the head, one party, one goods item."""

    name: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One fault of a rejection: its code, what it says, and where the value stands."""

    code: str
    text: str
    place: str


@dataclass(frozen=True, kw_only=True)
class RemarkView:
    """Something odd about one value, in the reader's language."""

    place: str
    rule: str
    text: str


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    reference: str
    function: str
    function_label: str
    answered_at: datetime
    body: str
    reasons: tuple[Reason, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """A message as its sender or an officer sees it."""

    message_no: str
    reference: str
    enterprise: str
    kind: str
    kind_label: str
    function_code: str
    type_code: str
    country: str
    about_no: str
    state: str
    state_label: str
    act: str
    act_label: str
    declaration_no: str
    draft_no: str
    root: str
    elements: int
    received_at: datetime
    groups: tuple[Group, ...]
    more_values: int
    fields: tuple[Value, ...]
    kept: tuple[Value, ...]
    remarks: tuple[RemarkView, ...]
    schema: tuple[RemarkView, ...] | None
    answers: tuple[AnswerView, ...]


def find_messages(*, search: MessageSearch, enterprise_id: int | None) -> QuerySet[Message]:
    """Rows of one enterprise, or of all for an officer. Bodies and mappings stay behind."""
    found = Message.objects.select_related("enterprise").only(
        "message_no", "reference", "enterprise__name_en", "enterprise__name_zh", "kind",
        "function_code", "type_code", "country", "state", "declaration_no", "received_at",
    )  # fmt: skip
    if enterprise_id is not None:
        found = found.filter(enterprise_id=enterprise_id)
    if search.text:
        found = found.filter(
            Q(reference__icontains=search.text)
            | Q(message_no__iexact=search.text)
            | Q(declaration_no=search.text)
            | Q(about_no=search.text)
        )
    if search.state:
        found = found.filter(state=search.state)
    if search.kind:
        found = found.filter(kind=search.kind)
    if search.on:
        zone = timezone.get_default_timezone()
        found = found.filter(
            received_at__range=(
                datetime.combine(search.on, time.min, zone),
                datetime.combine(search.on, time.max, zone),
            )
        )
    order = "reference" if "reference" in search.sort else "id"
    return found.annotate(
        answer_count=Count("answers"),
        kept_count=Func(F("kept"), function="jsonb_array_length", output_field=IntegerField()),
    ).order_by(f"-{order}" if search.sort.startswith("-") else order)


def message_rows(rows: Any) -> list[MessageRow]:
    return [
        MessageRow(
            message_no=row.message_no,
            reference=row.reference,
            enterprise=row.enterprise.name,
            kind=row.kind,
            kind_label=row.get_kind_display(),
            function_code=row.function_code,
            type_code=row.type_code,
            country=row.country,
            state=row.state,
            state_label=row.get_state_display(),
            declaration_no=row.declaration_no,
            kept=row.kept_count,
            answers=row.answer_count,
            received_at=row.received_at,
        )
        for row in rows
    ]


def message_of(*, message_no: str, enterprise_id: int | None) -> MessageView:
    """Raises ``NotFound``, also for somebody else's message."""
    row = _row(message_no, enterprise_id)
    groups, more = _groups(row)
    return MessageView(
        message_no=row.message_no,
        reference=row.reference,
        enterprise=row.enterprise.name,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        function_code=row.function_code,
        type_code=row.type_code,
        country=row.country,
        about_no=row.about_no,
        state=row.state,
        state_label=row.get_state_display(),
        act=row.act,
        act_label=row.get_act_display(),
        declaration_no=row.declaration_no,
        draft_no=row.draft_no,
        root=row.root,
        elements=row.elements,
        received_at=row.received_at,
        groups=groups,
        more_values=more,
        fields=tuple(_value(name, path, value) for name, path, value in row.fields),
        kept=tuple(Value(field="", label="", path=path, value=value) for path, value in row.kept),
        remarks=tuple(_remark(one) for one in row.remarks),
        schema=None if row.schema is None else tuple(_remark(one) for one in row.schema),
        answers=tuple(_answer(one) for one in row.answers.all()),
    )


def written_again(*, message_no: str, enterprise_id: int | None) -> bytes:
    """The message, from our fields and from what was kept. Raises ``NotFound``."""
    row = _row(message_no, enterprise_id)
    body = bytes(row.body)
    bounds = Limits(most_bytes=len(body), most_elements=len(body), deepest=1000)
    mapped = map_tree(read_tree(body, limits=bounds))
    mapped.fields.update({name: value for name, _path, value in row.fields})
    mapped.kept.update(dict(row.kept))
    return write_message(mapped)


def answer_of(*, reference: str, enterprise_id: int | None) -> AnswerView:
    """One notification by its own reference. Raises ``NotFound``."""
    found = Answer.objects.filter(reference=reference)
    if enterprise_id is not None:
        found = found.filter(message__enterprise_id=enterprise_id)
    row = found.first()
    if row is None:
        raise NotFound(field="reference")
    return _answer(row)


def _row(message_no: str, enterprise_id: int | None) -> Message:
    found = Message.objects.select_related("enterprise").prefetch_related("answers")
    if enterprise_id is not None:
        found = found.filter(enterprise_id=enterprise_id)
    row = found.filter(message_no=message_no).first()
    if row is None:
        raise NotFound(field="message_no")
    return row


def _answer(row: Answer) -> AnswerView:
    body = row.body.encode()
    bounds = Limits(most_bytes=len(body), most_elements=len(body), deepest=1000)
    notice = notice_from(map_tree(read_tree(body, limits=bounds)))
    return AnswerView(
        reference=row.reference,
        function=row.function_code,
        function_label=row.get_function_code_display(),
        answered_at=row.answered_at,
        body=row.body,
        reasons=tuple(
            Reason(code=one.code, text=one.text, place=place_of(one.pointers))
            for one in notice.errors
        ),
        statements=tuple(one.text for one in notice.statements if one.text),
    )


def _value(name: str, path: str, value: str, *, within: str = "") -> Value:
    label = label_of(name[len(within) :].lstrip("."))
    return Value(field=name, label=label, path=path, value=value)


def _remark(one: dict[str, str]) -> RemarkView:
    text = remark_text(one["rule"], one["value"])
    return RemarkView(place=one["place"], rule=one["rule"], text=text)


def _groups(row: Message) -> tuple[tuple[Group, ...], int]:
    """The first ``MOST_SHOWN`` values by what they belong to, and how many more there are."""
    found: dict[str, list[Value]] = {}
    for name, path, value in row.fields[:MOST_SHOWN]:
        head, dot, _rest = name.partition(".")
        group = head if dot else ""
        found.setdefault(group, []).append(_value(name, path, value, within=group))
    groups = tuple(
        Group(name=name, label=label_of(name), values=tuple(values))
        for name, values in found.items()
    )
    return groups, max(0, len(row.fields) - MOST_SHOWN)
