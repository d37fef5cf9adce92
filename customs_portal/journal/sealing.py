"""Sealing the journal: batches under signed Merkle heads, handed to witnesses outside.

A hash chain proves nothing against whoever can rewrite the database, unless its head is kept
elsewhere, and a cut tail is invisible to it. Therefore each head goes, with its leaves, into
every witness folder (another disk, another host's share, a stick that is taken out).
"""

import json
import logging
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from customs_portal.journal.models import JournalEntry, SealedBatch
from customs_portal.journal.verify_journal import head_of, leaf_of, root_of
from customs_portal.kit.seals import NoSigningKey

log = logging.getLogger(__name__)

BATCH = 5_000
WITNESS_FILE = "journal-witness.jsonl"
_SEAL_LOCK = 727002


def as_exported(row: JournalEntry) -> dict[str, Any]:
    """The entry as it is hashed and exported."""
    return {
        "position": row.position,
        "feed": row.feed,
        "seq": row.seq,
        "name": row.name,
        "payload": row.payload,
        "subjects": row.subjects,
        "actor": row.actor_id,
        "request_id": row.request_id,
        "recorded_at": row.recorded_at.isoformat(),
    }


def entries_in_order() -> Iterator[dict[str, Any]]:
    """Every row by position, streamed; a forged row without a proper number is among them."""
    rows = JournalEntry.objects.order_by(F("position").asc(nulls_last=True))
    for row in rows.iterator(chunk_size=2_000):
        yield as_exported(row)


def seal_outstanding(*, now: datetime) -> int:
    """Seal what is numbered and not sealed, hand heads to the witnesses; rows sealed.

    Raises ``NoSigningKey``. Two sealers at once are harmless: the second finds the lock taken
    and seals nothing.
    """
    if not settings.JOURNAL_SIGNING_KEY:
        raise NoSigningKey
    sealed = 0
    while (count := _seal_one(now)) > 0:
        sealed += count
        if count < BATCH:
            break
    hand_to_witnesses()
    return sealed


@transaction.atomic
def _seal_one(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEAL_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = SealedBatch.objects.order_by("-batch_no").first()
    after = last.last_position if last else 0
    rows = JournalEntry.objects.filter(position__gt=after).order_by("position")[:BATCH]
    leaves = [leaf_of(as_exported(row)) for row in rows]
    if not leaves:
        return 0
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.JOURNAL_SIGNING_KEY))
    described: dict[str, Any] = {
        "batch_no": last.batch_no + 1 if last else 1,
        "first_position": after + 1,
        "last_position": after + len(leaves),
        "root": root_of(leaves).hex(),
        "previous": last.head if last else "0" * 64,
    }
    head = head_of(described)
    SealedBatch.objects.create(
        **described,
        leaves=b"".join(leaves),
        head=head.hex(),
        signature=key.sign(head).hex(),
        public_key=key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
        sealed_at=now,
    )
    return len(leaves)


def hand_to_witnesses() -> dict[str, int]:
    """Append to each witness the batches it lacks; folder → batches handed over (-1: failed)."""
    handed: dict[str, int] = {}
    for folder in settings.JOURNAL_WITNESS_FOLDERS:
        try:
            handed[folder] = _catch_up(Path(folder))
        except OSError:
            log.exception("witness folder %s cannot be written", folder)
            handed[folder] = -1
    return handed


def _catch_up(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / WITNESS_FILE
    known = last_batch_no(path)
    missing = SealedBatch.objects.filter(batch_no__gt=known).order_by("batch_no")
    count = 0
    with path.open("a", encoding="utf-8") as witness:
        for batch in missing.iterator(chunk_size=50):
            witness.write(json.dumps(as_witnessed(batch)) + "\n")
            count += 1
        witness.flush()
        os.fsync(witness.fileno())
    return count


def as_witnessed(batch: SealedBatch) -> dict[str, Any]:
    raw = bytes(batch.leaves)
    return {
        "batch_no": batch.batch_no,
        "first_position": batch.first_position,
        "last_position": batch.last_position,
        "root": batch.root,
        "previous": batch.previous,
        "head": batch.head,
        "signature": batch.signature,
        "public_key": batch.public_key,
        "sealed_at": batch.sealed_at.isoformat(),
        "leaves": [raw[start : start + 32].hex() for start in range(0, len(raw), 32)],
    }


def last_batch_no(path: Path) -> int:
    """The number on the last whole line; a line torn by a crash is cut off first."""
    if not path.exists():
        return 0
    data = path.read_bytes()
    if not data.endswith(b"\n"):
        data = data[: data.rfind(b"\n") + 1]
        path.write_bytes(data)
    lines = data.rstrip(b"\n").rsplit(b"\n", 1)
    return int(json.loads(lines[-1])["batch_no"]) if lines[-1] else 0
