"""Questions about books: lists, one with its rules, a rule's history, what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import Q, QuerySet

from customs_portal.accounts.queries import StateLine, Wording, state_lines
from customs_portal.kit.errors import NotFound
from risk.rulebooks.models import Book, RuleVersion, Switch
from risk.rulebooks.states import BOOK_FLOW, OPEN_BOOKS, BookState, SwitchState


@dataclass(frozen=True, kw_only=True)
class RuleView:
    """A rule as it stands in a book; ``off``: switched off since the book was published."""

    code: str
    version: int
    rule: Mapping[str, Any]
    off: bool = False

    @property
    def points(self) -> int:
        return int(self.rule["points"])


@dataclass(frozen=True, kw_only=True)
class BookView:
    """One book with its rules; ``may_be_written``: nobody has published it yet."""

    book_no: str
    title: str
    based_on: str
    state: str
    state_label: str
    digest: str
    rule_count: int
    rules: tuple[RuleView, ...]
    written_by: str
    writers: tuple[int, ...]
    written_at: datetime
    changed_at: datetime
    backtest_no: str
    published_by: str
    published_at: datetime | None
    in_force_from: datetime | None
    reason: str

    @property
    def may_be_written(self) -> bool:
        return self.state in OPEN_BOOKS

    @property
    def may_be_published(self) -> bool:
        return self.state == BookState.BACK_TESTED

    def rule(self, code: str) -> RuleView:
        """Raises ``NotFound``."""
        found = next((one for one in self.rules if one.code == code), None)
        if found is None:
            raise NotFound(field="code")
        return found


@dataclass(frozen=True, kw_only=True)
class BookSearch:
    text: str = ""
    state: str = ""
    sort: str = "-changed_at"

    SORTS: ClassVar[tuple[str, ...]] = (
        "changed_at", "-changed_at", "in_force_from", "-in_force_from", "rule_count", "-rule_count",
    )  # fmt: skip

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            text=words.get("q", "").strip()[:80],
            state=state if state in BookState.values else "",
            sort=sort if sort in cls.SORTS else "-changed_at",
        )


def find_books(*, search: BookSearch) -> QuerySet[Book]:
    """Books by number, title or the number of a rule in them."""
    rows = Book.objects.select_related("written_by", "published_by")
    if search.state:
        rows = rows.filter(state=search.state)
    if search.text:
        code = search.text.upper()
        rows = rows.filter(
            Q(book_no=code)
            | Q(title__icontains=search.text)
            | Q(content__contains=[{"rule": {"code": code}}])
        )
    return rows.order_by(search.sort, "-id")


def book_of(*, book_no: str) -> BookView:
    """Raises ``NotFound``."""
    row = Book.objects.select_related("written_by", "published_by").filter(book_no=book_no).first()
    if row is None:
        raise NotFound(field="book_no")
    return book_view(row, off=codes_off())


def history_of_book(*, book_no: str) -> tuple[StateLine, ...]:
    key = Book.objects.filter(book_no=book_no).values_list("pk", flat=True).first()
    if key is None:
        raise NotFound(field="book_no")
    wording = Wording(flow=BOOK_FLOW, states=dict(BookState.choices))
    return state_lines(wording=wording, subjects={key: book_no}, officer=True)


def codes_off() -> frozenset[str]:
    """Rules that are switched off now."""
    done = Switch.objects.filter(state=SwitchState.DONE)
    latest = done.order_by("code", "-decided_at", "-id").distinct("code")
    return frozenset(row.code for row in latest if row.off)


@dataclass(frozen=True, kw_only=True)
class VersionView:
    code: str
    version: int
    rule: Mapping[str, Any]
    digest: str
    book_no: str
    written_by: str
    written_at: datetime


def versions_of(*, code: str) -> tuple[VersionView, ...]:
    """Every version of the rule, newest first. Raises ``NotFound``."""
    rows = RuleVersion.objects.select_related("written_by").filter(code=code).order_by("-version")
    found = tuple(
        VersionView(
            code=row.code,
            version=row.version,
            rule=row.definition,
            digest=row.digest,
            book_no=row.book_no,
            written_by=row.written_by.get_username(),
            written_at=row.written_at,
        )
        for row in rows
    )
    if not found:
        raise NotFound(field="code")
    return found


def next_code() -> str:
    """The first free number after the greatest that was ever used."""
    codes = RuleVersion.objects.values_list("code", flat=True).distinct()
    return f"D-{max((int(code[2:]) for code in codes), default=0) + 1:03d}"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """``before`` or ``after`` is None where the rule stands in one book only."""

    code: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    fields: tuple[str, ...]

    @property
    def change(self) -> str:
        if self.before is None:
            return "added"
        return "left_out" if self.after is None else "changed"


def difference_between(*, book_no: str, other_no: str) -> tuple[Difference, ...]:
    """What ``book_no`` says otherwise than ``other_no``. Raises ``NotFound``."""
    after, before = (
        {one.code: one.rule for one in book_of(book_no=number).rules}
        for number in (book_no, other_no)
    )
    found = []
    for code in sorted({*before, *after}):
        old, new = before.get(code), after.get(code)
        if old != new:
            names = sorted({*(old or {}), *(new or {})})
            changed = tuple(one for one in names if (old or {}).get(one) != (new or {}).get(one))
            found.append(Difference(code=code, before=old, after=new, fields=changed))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class SwitchView:
    switch_no: str
    code: str
    off: bool
    reason: str
    state: str
    state_label: str
    asked_by: str
    asked_by_id: int
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str

    @property
    def waits(self) -> bool:
        return self.state == SwitchState.ASKED


@dataclass(frozen=True, kw_only=True)
class SwitchSearch:
    text: str = ""
    state: str = ""
    sort: str = "-asked_at"

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            text=words.get("q", "").strip().upper()[:20],
            state=state if state in SwitchState.values else "",
            sort=sort if sort in ("asked_at", "-asked_at", "code", "-code") else "-asked_at",
        )


def find_switches(*, search: SwitchSearch) -> QuerySet[Switch]:
    rows = Switch.objects.select_related("asked_by", "decided_by")
    if search.text:
        rows = rows.filter(Q(code=search.text) | Q(switch_no=search.text))
    if search.state:
        rows = rows.filter(state=search.state)
    return rows.order_by(search.sort, "-id")


def switch_of(*, switch_no: str) -> SwitchView:
    """Raises ``NotFound``."""
    row = find_switches(search=SwitchSearch()).filter(switch_no=switch_no).first()
    if row is None:
        raise NotFound(field="switch_no")
    return switch_view(row)


def switch_view(row: Switch) -> SwitchView:
    return SwitchView(
        switch_no=row.switch_no,
        code=row.code,
        off=row.off,
        reason=row.reason,
        state=row.state,
        state_label=row.get_state_display(),
        asked_by=row.asked_by.get_username(),
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        decided_by=row.decided_by.get_username() if row.decided_by else "",
        decided_at=row.decided_at,
        answer=row.answer,
    )


def book_view(row: Book, *, off: frozenset[str] = frozenset()) -> BookView:
    return BookView(
        book_no=row.book_no,
        title=row.title,
        based_on=row.based_on,
        state=row.state,
        state_label=row.get_state_display(),
        digest=row.digest,
        rule_count=row.rule_count,
        rules=tuple(
            RuleView(
                code=one["rule"]["code"],
                version=one["version"],
                rule=one["rule"],
                off=one["rule"]["code"] in off,
            )
            for one in row.content
        ),
        written_by=row.written_by.get_username(),
        writers=tuple(row.writers),
        written_at=row.written_at,
        changed_at=row.changed_at,
        backtest_no=row.backtest_no,
        published_by=row.published_by.get_username() if row.published_by else "",
        published_at=row.published_at,
        in_force_from=row.in_force_from,
        reason=row.reason,
    )
