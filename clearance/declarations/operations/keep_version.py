"""Every version of a declaration that was accepted is kept whole."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from clearance.declarations.facts import Summary, SummaryItem
from clearance.declarations.models import (
    ChangeRequest,
    Declaration,
    DeclarationItem,
    DeclarationVersion,
)
from clearance.declarations.rules.documents import LATE, document_of
from clearance.declarations.states import Procedure
from customs_portal.kit.seals import canonical

STEP_TWO = ("hs_code", "name", "specification", "unit", "currency")


def declared(declaration: Declaration) -> Summary:
    """What stands in the register now, as the summary that would say it."""
    extras: dict[str, str] = declaration.extras
    return Summary(
        transport_document=declaration.transport_document,
        transport_mode=declaration.transport_mode,
        vessel=declaration.vessel,
        voyage=declaration.voyage,
        supervision_mode=declaration.supervision_mode,
        consignee_uscc=declaration.enterprise.uscc or "",
        departure_country=declaration.departure_country_id,
        involves_licence=declaration.involves_licence,
        involves_inspection=declaration.involves_inspection,
        involves_tax=declaration.involves_tax,
        gross_weight_kg=declaration.gross_weight_kg,
        pieces=declaration.pieces,
        container_nos=tuple(
            declaration.containers.order_by("pk").values_list("container_no", flat=True)
        ),
        items=tuple(
            SummaryItem(
                hs_code=row.hs_code,
                name=row.name,
                quantity=row.quantity,
                unit=row.unit,
                value=row.value,
                currency=row.currency,
                origin=row.origin_id,
                net_weight_kg=row.net_weight_kg,
            )
            for row in declaration.items.filter(step=1).order_by("position")
        ),
        guarantee_no=declaration.guarantee_no,
        **extras,
        source=declaration.source,
        absent=frozenset(declaration.absent),
    )


def standing(declaration: Declaration) -> dict[str, Any]:
    """What stands in the register now, as the document that is compared and asked for."""
    document = document_of(declared(declaration))
    if declaration.procedure == Procedure.ONE_STEP:
        document |= _whole(declaration, lines_of(declaration, step=1))
    return document


def version_of(declaration: Declaration) -> int:
    """The number of the version in force; 1 before anything was changed."""
    found = declaration.versions.aggregate(last=Max("number"))["last"]
    return int(found or 1)


def filed_version(
    *, declaration: Declaration, summary: Summary, items: Sequence[DeclarationItem]
) -> DeclarationVersion:
    """The first version, at its acceptance, to be stored: ``summary`` as it was checked."""
    filed = replace(
        summary,
        consignee_uscc=declaration.enterprise.uscc or "",
        guarantee_no=declaration.guarantee_no,
    )
    return _version(declaration, filed, items=items, number=1, at=declaration.accepted_at)


def keep_first_version(*, declaration: Declaration) -> None:
    """For a row of a file, which is kept as it was accepted only when something changes it."""
    if not declaration.versions.exists():
        _version(
            declaration,
            declared(declaration),
            items=lines_of(declaration, step=1),
            number=1,
            at=declaration.accepted_at,
        ).save()


def keep_next_version(
    *, declaration: Declaration, now: datetime, request: ChangeRequest | None = None
) -> DeclarationVersion:
    """The declaration as it stands now, after a change that was accepted."""
    version = _version(
        declaration,
        declared(declaration),
        items=lines_of(declaration, step=1),
        completed=lines_of(declaration, step=2),
        number=version_of(declaration) + 1,
        at=now,
    )
    version.request = request
    version.save()
    return version


def lines_of(declaration: Declaration, *, step: int) -> list[DeclarationItem]:
    return list(declaration.items.filter(step=step).order_by("position"))


def _version(
    declaration: Declaration,
    summary: Summary,
    *,
    items: Sequence[DeclarationItem],
    completed: Sequence[DeclarationItem] = (),
    number: int,
    at: datetime,
) -> DeclarationVersion:
    document: dict[str, Any] = document_of(summary)
    document["value_cny"] = f"{declaration.value_cny:.2f}"
    document["complete_items"] = [_complete(row) for row in completed]
    if declaration.procedure == Procedure.ONE_STEP:
        document |= _whole(declaration, items)
    return DeclarationVersion(
        declaration=declaration,
        number=number,
        document=document,
        sha256=hashlib.sha256(canonical(document)).hexdigest(),
        accepted_at=at,
    )


def _whole(declaration: Declaration, items: Sequence[DeclarationItem]) -> dict[str, Any]:
    """What only a declaration in one step says."""
    late = {name: getattr(declaration, name) for name in LATE if getattr(declaration, name)}
    return {
        "procedure": declaration.procedure,
        "direction": declaration.direction,
        "whole": declaration.head | late,
        "complete_items": [_complete(row) | {"destination": row.destination} for row in items],
    }


def _complete(row: DeclarationItem) -> dict[str, Any]:
    texts = {name: str(getattr(row, name)) for name in STEP_TWO}
    numbers = {
        name: f"{(getattr(row, name) or Decimal(0)).normalize():f}"
        for name in ("quantity", "value", "net_weight_kg")
    }
    claims = {"claims": row.claims} if row.claims else {}
    return texts | numbers | {"origin": row.origin_id, "elements": row.elements} | claims
