"""Loading reference data: COPY into a staging table, then insert or update by key."""

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction

from customs_portal.registry.models import ReferenceLoad
from customs_portal.registry.reference.sources import SOURCES, Source


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What became of one source: ``changed`` False means that it was skipped."""

    name: str
    rows: int
    edition: str
    changed: bool


def load_reference(*, now: datetime) -> list[Loaded]:
    """Bring every reference table up to its source. Safe to repeat; nothing is deleted."""
    return [_load(source(), now) for source in SOURCES]


@transaction.atomic
def _load(source: Source, now: datetime) -> Loaded:
    digest = _digest(source)
    known = ReferenceLoad.objects.select_for_update().filter(name=source.name).first()
    changed = known is None or known.digest != digest
    if changed:
        _upsert(source)
        ReferenceLoad.objects.update_or_create(
            name=source.name,
            defaults={"digest": digest, "rows": len(source.rows), "loaded_at": now},
        )
    return Loaded(name=source.name, rows=len(source.rows), edition=source.edition, changed=changed)


def _digest(source: Source) -> str:
    text = json.dumps([source.columns, source.rows], default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _upsert(source: Source) -> None:
    table = apps.get_model("registry", source.model)._meta.db_table
    columns = ", ".join(source.columns)
    others = [name for name in source.columns if name not in source.key]
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in others)
    conflict = f"UPDATE SET {updates}" if updates else "NOTHING"
    staging = f"staging_{source.name}"
    lines = io.StringIO()
    csv.writer(lines).writerows(source.rows)
    lines.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {staging} ON COMMIT DROP AS "  # noqa: S608
            f"SELECT {columns} FROM {table} WITH NO DATA"
        )
        cursor.cursor.copy_expert(
            f"COPY {staging} ({columns}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL "
            f"({', '.join(_texts(source))}))",
            lines,
        )
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {staging} "  # noqa: S608
            f"ON CONFLICT ({', '.join(source.key)}) DO {conflict}"
        )
        cursor.execute(f"DROP TABLE {staging}")


def _texts(source: Source) -> list[str]:
    """Columns whose empty text is an empty text, not an unknown."""
    return [name for name in source.columns if name.startswith(("name_", "description_"))] or [
        source.key[0]
    ]
