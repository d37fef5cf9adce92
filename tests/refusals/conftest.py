"""What every refusal must leave: an explanation in both languages, and no row anywhere."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from rest_framework.test import APIClient

from customs_portal.accounts.models import User
from customs_portal.journal.models import JournalEntry
from tests.factories.clearance import MORNING, reference_data
from tests.factories.people import UserFactory

HAN = re.compile(r"[\u4e00-\u9fff]")
NOT_OURS = {"django_session", "django_migrations"}
JOURNAL = {"journal_journalentry", "journal_feedhead", "journal_delivery"}
Untouched = Callable[..., AbstractContextManager[None]]


def fingerprints() -> dict[str, tuple[int, str]]:
    """Every table: how many rows, and one number for all that stands in them."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in NOT_OURS or not model._meta.managed:
                continue
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '')"
                f' FROM "{table}" t'
            )
            found[table] = cursor.fetchone()
    return found


@pytest.fixture
def untouched(db: None) -> Untouched:
    """``with untouched(journal=["device.frame-refused"]):`` no table changes but the journal."""

    @contextmanager
    def watch(*, journal: list[str] | None = None, but: set[str] | None = None) -> Iterator[None]:
        before, said = fingerprints(), JournalEntry.objects.count()
        yield
        after = fingerprints()
        changed = {table for table in after if after[table] != before.get(table)}
        told = list(JournalEntry.objects.order_by("id").values_list("name", flat=True)[said:])
        assert told == (journal or [])
        assert changed - (but or set()) <= (JOURNAL if journal else set())

    return watch


@pytest.fixture
def registers(db: None) -> None:
    reference_data()


@pytest.fixture
def this_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def clerk(registers: None) -> User:
    return UserFactory(clerk=True)


def program_of(user: User) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(user)
    return client


def assert_explained(problem: dict[str, Any], *, language: str) -> None:
    """RFC 9457 with field, rule and remedy for each fault, in the reader's language."""
    assert problem["title"]
    assert problem["type"].startswith("urn:customs-portal:refusal:")
    assert problem["errors"], problem
    for fault in problem["errors"]:
        assert fault["field"] and fault["rule"], fault
        assert fault["message"] and fault["remedy"], fault
        if language == "zh-hans":
            assert HAN.search(fault["message"]), fault
            assert HAN.search(fault["remedy"]), fault
        else:
            assert not HAN.search(fault["remedy"]), fault
