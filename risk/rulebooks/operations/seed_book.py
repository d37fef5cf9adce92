"""The first book of a demonstration port, by the same acts as every other book."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from customs_portal.accounts.models import User
from risk.rulebooks.models import Book
from risk.rulebooks.operations.publish_book import publish_book
from risk.rulebooks.operations.write_rules import draft_book, write_rule

TITLE = "Demonstration rules 演示规则"
REASON = "First book of the demonstration port 演示口岸首个规则集"


@transaction.atomic
def seed_book(
    *,
    rules: Iterable[dict[str, Any]],
    writer: User,
    publisher: User,
    backtest: Callable[[str], object],
    now: datetime,
) -> str:
    """Draft, write, back-test and publish; "" when the port has a book already.

    ``backtest`` is given the book's number and tries it as for every other book.
    """
    if Book.objects.exists():
        return ""
    number = draft_book(title=TITLE, by=writer, now=now)
    for rule in rules:
        write_rule(book_no=number, definition=rule, by=writer, now=now)
    backtest(number)
    digest = Book.objects.values_list("digest", flat=True).get(book_no=number)
    publish_book(book_no=number, digest=digest, reason=REASON, by=publisher, now=now)
    return number
