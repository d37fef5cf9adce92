"""A second person publishes a tested book; at its hour it comes into force."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from risk.rulebooks.events import BookBackTested, BookCameIntoForce, BookPublished
from risk.rulebooks.models import Book
from risk.rulebooks.operations.write_rules import BookHasChanged
from risk.rulebooks.states import OPEN_BOOKS, BookState

SHORTEST_REASON, LONGEST_REASON = 5, 400
FURTHEST = timedelta(days=366)


class NotBackTested(DomainError):
    """Only what was tried on the past is let loose on the future."""

    code = "rule_book_not_back_tested"
    sentence = gettext_noop("No green back-test of exactly these rules is on record.")
    remedy_sentence = gettext_noop("Back-test the book as it stands now; it must be green.")


class PublisherWroteIt(DomainError):
    """Whoever wrote in the book does not publish it."""

    code = "rule_book_publisher_wrote_it"
    http_status = 403
    sentence = gettext_noop("You wrote in this book; another officer publishes it.")
    remedy_sentence = gettext_noop("Ask an officer with the duty to publish rule books.")


@transaction.atomic
def record_backtest(
    *, book_no: str, digest: str, backtest_no: str, by: User | None, now: datetime
) -> bool:
    """A back-test of ``digest`` was green; False when the book reads otherwise by now."""
    book = Book.objects.select_for_update().filter(book_no=book_no).first()
    if book is None or book.state not in OPEN_BOOKS or book.digest != digest:
        return False
    book.take_backtest(backtest_no=backtest_no, by=by, at=now)
    announce(
        BookBackTested(book_no=book_no, backtest_no=backtest_no, digest=digest, tested_at=now),
        actor=by,
    )
    return True


@transaction.atomic
def publish_book(
    *,
    book_no: str,
    digest: str,
    reason: str,
    start_at: datetime | None = None,
    by: User,
    now: datetime,
) -> None:
    """The rules of ``digest`` count from ``start_at`` on, at once when None.

    Raises ``NotPermitted``, ``NotFound``, ``PublisherWroteIt``, ``BookHasChanged``,
    ``NotBackTested``, ``IllegalMove`` when it was published before, ``Fault`` without a reason
    or for a start in the past.
    """
    if not by.holds(Duty.PUBLISH_RISK_RULES):
        raise NotPermitted
    book = Book.objects.select_for_update().filter(book_no=book_no).first()
    if book is None:
        raise NotFound(field="book_no")
    if by.pk in book.writers:
        raise PublisherWroteIt(field="book_no")
    if book.digest != digest:
        raise BookHasChanged(field="digest")
    if book.state == BookState.DRAFT:
        raise NotBackTested(field="book_no")
    start = start_at or now
    if not now <= start <= now + FURTHEST:
        raise Fault(
            _("A book starts now or within a year."),
            field="start_at",
            rule="start.range",
            remedy=_("Leave the hour empty to start at once, or choose one to come."),
        )
    book.publish(by=by, reason=reason_of(reason), start_at=start, at=now)
    announce(
        BookPublished(
            book_no=book_no,
            backtest_no=book.backtest_no,
            digest=digest,
            in_force_from=start,
            reason=book.reason,
            published_at=now,
        ),
        actor=by,
    )
    start_due_books(now=now)


@transaction.atomic
def start_due_books(*, now: datetime) -> int:
    """Published books whose hour has come, in its order; safe to repeat.

    ``queries.book_in_force`` follows the hour itself and does not wait for this record of it.
    """
    due = Book.objects.select_for_update().filter(state=BookState.PUBLISHED, in_force_from__lte=now)
    started = 0
    for book in due.order_by("in_force_from", "published_at", "id"):
        before = Book.objects.select_for_update().filter(state=BookState.IN_FORCE).first()
        if before is not None:
            before.supersede(at=now, reason=book.book_no)
        book.start(at=now)
        announce(
            BookCameIntoForce(
                book_no=book.book_no,
                digest=book.digest,
                superseded=before.book_no if before else "",
                in_force_from=book.in_force_from or now,
            )
        )
        started += 1
    return started


def reason_of(text: str, *, field: str = "reason") -> str:
    """Raises ``Fault`` for words that explain nothing."""
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Fault(
            _("Whoever reads the record must learn why."),
            field=field,
            rule="reason.length",
            remedy=_("Write 5 to 400 characters."),
        )
    return reason
