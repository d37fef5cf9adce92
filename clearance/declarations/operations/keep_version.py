"""Every version of a declaration that was accepted is kept whole."""

import hashlib
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
from clearance.declarations.rules.documents import document_of
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


def version_of(declaration: Declaration) -> int:
    """The number of the version in force; 1 before anything was changed."""
    found = declaration.versions.aggregate(last=Max("number"))["last"]
    return int(found or 1)


def keep_filed_version(*, declaration: Declaration, summary: Summary) -> None:
    """The first version, at its acceptance: ``summary`` as it was checked."""
    filed = replace(
        summary,
        consignee_uscc=declaration.enterprise.uscc or "",
        guarantee_no=declaration.guarantee_no,
    )
    _keep(declaration, filed, complete=[], number=1, at=declaration.accepted_at, request=None)


def keep_first_version(*, declaration: Declaration) -> None:
    """For a row of a file, which is kept as it was accepted only when something changes it."""
    if not declaration.versions.exists():
        _keep(
            declaration,
            declared(declaration),
            complete=[],
            number=1,
            at=declaration.accepted_at,
            request=None,
        )


def keep_next_version(
    *, declaration: Declaration, now: datetime, request: ChangeRequest | None = None
) -> DeclarationVersion:
    """The declaration as it stands now, after a change that was accepted."""
    return _keep(
        declaration,
        declared(declaration),
        complete=[_complete(row) for row in declaration.items.filter(step=2).order_by("position")],
        number=version_of(declaration) + 1,
        at=now,
        request=request,
    )


def _keep(
    declaration: Declaration,
    summary: Summary,
    *,
    complete: list[dict[str, Any]],
    number: int,
    at: datetime,
    request: ChangeRequest | None,
) -> DeclarationVersion:
    document: dict[str, Any] = document_of(summary)
    document["value_cny"] = f"{declaration.value_cny:.2f}"
    document["complete_items"] = complete
    return DeclarationVersion.objects.create(
        declaration=declaration,
        number=number,
        document=document,
        sha256=hashlib.sha256(canonical(document)).hexdigest(),
        accepted_at=at,
        request=request,
    )


def _complete(row: DeclarationItem) -> dict[str, Any]:
    texts = {name: str(getattr(row, name)) for name in STEP_TWO}
    numbers = {
        name: f"{(getattr(row, name) or Decimal(0)).normalize():f}"
        for name in ("quantity", "value", "net_weight_kg")
    }
    return texts | numbers | {"origin": row.origin_id, "elements": row.elements}
