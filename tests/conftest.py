"""What every test may ask for."""

import time
from collections.abc import Iterator

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection
from django.test import TransactionTestCase

from risk.assessments.ports import standing_in

TRUNCATING = "journal_refuse_truncating"
MOVES_TRUNCATING = "journal_move_refuse_truncating"
TRIES_TO_EMPTY = 5


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The journal refuses TRUNCATE; tests with real commits are cleaned by it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"ALTER TABLE journal_move DISABLE TRIGGER {MOVES_TRUNCATING}")
        cursor.execute(f"ALTER TABLE journal_journalentry DISABLE TRIGGER {TRUNCATING}")


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_patiently() -> Iterator[None]:
    """The last question of a screen that was just cut may deadlock with emptying the tables."""
    empty = TransactionTestCase._fixture_teardown

    def patiently(case: TransactionTestCase) -> None:
        for left in reversed(range(TRIES_TO_EMPTY)):
            try:
                return empty(case)
            except (CommandError, OperationalError) as error:
                if left == 0 or "deadlock" not in f"{error} {error.__cause__}":
                    raise
                time.sleep(0.2)
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", patiently)
        yield


@pytest.fixture
def journal_refuses_truncating(db: None) -> Iterator[None]:
    """The product's own trigger, as outside the tests."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE journal_journalentry ENABLE TRIGGER {TRUNCATING}")
    yield
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE journal_journalentry DISABLE TRIGGER {TRUNCATING}")


@pytest.fixture
def chance() -> None:
    """Whoever asks for this has the product's own lots of declarations."""


@pytest.fixture(autouse=True)
def lots_fall_on_nobody(request: pytest.FixtureRequest) -> Iterator[None]:
    """The secret of today would decide otherwise what becomes of a declaration of a test."""
    if "chance" in request.fixturenames:
        yield
        return
    with standing_in(lambda filed, *, on: 999):
        yield


@pytest.fixture(autouse=True)
def numbers_from_one(request: pytest.FixtureRequest) -> None:
    """Sequences outlive a rolled-back test."""
    asks = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if asks or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('declarations_number', 1, false)")
