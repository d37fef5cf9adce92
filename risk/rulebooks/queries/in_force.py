"""Which data rules count at an instant: one statement, the compiled book kept by its digest."""

import json
from datetime import datetime
from threading import Lock
from typing import Any

from django.db import connection

from customs_portal.kit.errors import NotFound
from risk.rulebooks import models
from risk.rules.book import EMPTY, Book

KEPT = 16
_compiled: dict[str, Book] = {}  # by digest: a digest names its rules for good
_without: dict[tuple[str, tuple[str, ...]], Book] = {}
_keeping = Lock()
_ASK = """
WITH standing AS (
    SELECT digest, CASE WHEN digest = ANY(%s) THEN NULL ELSE content END AS content
    FROM rulebooks_book
    WHERE state IN ('PUBLISHED', 'IN_FORCE', 'SUPERSEDED')
        AND published_at <= %s AND in_force_from <= %s
    ORDER BY in_force_from DESC, published_at DESC, id DESC LIMIT 1
), thrown AS (
    SELECT DISTINCT ON (code) code, off FROM rulebooks_switch
    WHERE state = 'DONE' AND decided_at <= %s ORDER BY code, decided_at DESC, id DESC
)
SELECT digest, content, ARRAY(SELECT code FROM thrown WHERE off ORDER BY code) FROM standing
"""


def book_in_force(*, at: datetime) -> Book:
    """The data rules that count at that instant, without those switched off; may be empty."""
    known = list(_compiled)
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [known, at, at, at])
        row = cursor.fetchone()
    if row is None:
        return EMPTY
    digest, content, off = row
    book = _compiled.get(digest)
    if book is None:
        held = json.loads(content) if isinstance(content, str) else content
        book = _keep(_compiled, digest, Book(one["rule"] for one in held))
    if not off:
        return book
    key = (digest, tuple(off))
    return _without.get(key) or _keep(_without, key, book.without(off))


def compiled_book(*, book_no: str) -> Book:
    """The rules of one book, whatever its state. Raises ``NotFound``."""
    row = models.Book.objects.filter(book_no=book_no).first()
    if row is None:
        raise NotFound(field="book_no")
    found = _compiled.get(row.digest)
    return found or _keep(_compiled, row.digest, Book(row.definitions))


def _keep(store: dict[Any, Book], key: Any, book: Book) -> Book:
    """The newest few stay; several threads may compile the same book, to the same end."""
    with _keeping:
        store[key] = book
        while len(store) > KEPT:
            del store[next(iter(store))]
    return book
