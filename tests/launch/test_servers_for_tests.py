"""The ground under every other test: real servers, and the journal's own rules."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction


@pytest.mark.django_db
def test_runs_on_a_real_postgresql_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


def test_runs_on_a_real_valkey_of_its_own():
    import redis

    assert redis.Redis.from_url(settings.REDIS_URL).ping()


@pytest.mark.django_db(transaction=True)
def test_cleans_up_after_real_commits():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_journalentry CASCADE")


@pytest.mark.django_db(transaction=True)
def test_the_journal_refuses_truncating(journal_refuses_truncating):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE journal_journalentry CASCADE")
