"""A risk officer drafts a book, and writes rules into it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound, NotPermitted
from risk.rulebooks.events import BookDrafted, RuleLeftOut, RuleWritten
from risk.rulebooks.models import Book, RuleVersion, next_book_sequence
from risk.rulebooks.rules.wording import faults_from
from risk.rulebooks.states import OPEN_BOOKS, BookState
from risk.rules.book import digest_of
from risk.rules.checking import sound
from risk.rules.expressions import BadRule

SHORTEST_TITLE, LONGEST_TITLE = 3, 120
MOST_RULES = 1_000


class BookIsSettled(DomainError):
    """What was published stays as it was."""

    code = "rule_book_is_settled"
    sentence = gettext_noop("This book was published; its rules are not altered.")
    remedy_sentence = gettext_noop("Draft a new book from it and write the rule there.")


class BookHasChanged(DomainError):
    """Somebody else wrote in the book meanwhile."""

    code = "rule_book_has_changed"
    sentence = gettext_noop("The rules of this book were changed meanwhile.")
    remedy_sentence = gettext_noop("Load the page again, look at the changes, and repeat.")


@transaction.atomic
def draft_book(*, title: str, based_on: str = "", by: User, now: datetime) -> str:
    """A new draft with the rules of ``based_on``, or of the book in force; its number.

    Raises ``NotPermitted``, ``NotFound``, and ``Fault`` for a title that says nothing.
    """
    _writer(by)
    title = " ".join(title.split())
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        raise Fault(
            _("A book has a title that tells it from others."),
            field="title",
            rule="title.length",
            remedy=_("Write 3 to 120 characters."),
        )
    source = _source(based_on)
    content = source.content if source else []
    book = Book(
        book_no=f"RB{timezone.localdate(now).year}{next_book_sequence():06d}",
        title=title,
        based_on=source.book_no if source else "",
        state=BookState.DRAFT,
        content=content,
        digest=digest_of(one["rule"] for one in content),
        rule_count=len(content),
        written_by=by,
        writers=[by.pk],
        written_at=now,
        changed_at=now,
        move=told(at=now, by=by),
    )
    book.save()
    announce(BookDrafted(book_no=book.book_no, based_on=book.based_on, drafted_at=now), actor=by)
    return book.book_no


@transaction.atomic
def write_rule(
    *, book_no: str, definition: Mapping[str, Any], seen: str = "", by: User, now: datetime
) -> int:
    """Put the rule into the draft, in the place of an earlier version; its version.

    ``seen``: the digest of the book as the writer saw it; another one raises ``BookHasChanged``.
    The same words again change nothing. Raises ``NotPermitted``, ``NotFound``,
    ``BookIsSettled``, and ``Faults`` with everything that is wrong with the rule.
    """
    _writer(by)
    try:
        rule = sound(definition)
    except BadRule as bad:
        raise Faults(faults_from(bad.faults, code=bad.code)) from bad
    book = _open_book(book_no, seen)
    code, digest = rule["code"], digest_of([rule])
    standing = next((one for one in book.content if one["rule"]["code"] == code), None)
    if standing is not None and standing["rule"] == rule:
        return int(standing["version"])
    if standing is None and len(book.content) >= MOST_RULES:
        raise Fault(
            _("A book holds at most 1,000 data rules."),
            field="code",
            rule="book.full",
            remedy=_("Leave a rule out first."),
        )
    latest = RuleVersion.objects.filter(code=code).order_by("-version").first()
    version = RuleVersion.objects.create(
        code=code,
        version=latest.version + 1 if latest else 1,
        definition=rule,
        digest=digest,
        book_no=book_no,
        written_by=by,
        written_at=now,
    ).version
    others = [one for one in book.content if one["rule"]["code"] != code]
    book.hold([*others, {"version": version, "rule": rule}], by=by, at=now)
    announce(
        RuleWritten(book_no=book_no, code=code, version=version, digest=digest, written_at=now),
        actor=by,
    )
    return version


@transaction.atomic
def leave_rule_out(*, book_no: str, code: str, seen: str = "", by: User, now: datetime) -> None:
    """The draft goes on without the rule; its versions stay on record.

    Raises ``NotPermitted``, ``NotFound``, ``BookIsSettled``, ``BookHasChanged``.
    """
    _writer(by)
    book = _open_book(book_no, seen)
    kept = [one for one in book.content if one["rule"]["code"] != code]
    if len(kept) == len(book.content):
        raise NotFound(field="code")
    book.hold(kept, by=by, at=now)
    announce(RuleLeftOut(book_no=book_no, code=code, left_out_at=now), actor=by)


def _writer(by: User) -> None:
    if not by.holds(Duty.JUDGE_RISK):
        raise NotPermitted


def _source(based_on: str) -> Book | None:
    if not based_on:
        return Book.objects.filter(state=BookState.IN_FORCE).first()
    found = Book.objects.filter(book_no=based_on).first()
    if found is None:
        raise NotFound(field="based_on")
    return found


def _open_book(book_no: str, seen: str) -> Book:
    book = Book.objects.select_for_update().filter(book_no=book_no).first()
    if book is None:
        raise NotFound(field="book_no")
    if book.state not in OPEN_BOOKS:
        raise BookIsSettled(field="book_no")
    if seen and seen != book.digest:
        raise BookHasChanged(field="book_no")
    return book
