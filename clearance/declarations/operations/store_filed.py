"""Storing what was filed, in one step or as a summary: head, containers, goods, first version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from clearance.declarations.facts import CompleteItem, Summary, SummaryItem
from clearance.declarations.models import (
    Declaration,
    DeclarationContainer,
    DeclarationItem,
    QuaySighting,
)
from clearance.declarations.operations.check_summary import already_declared
from clearance.declarations.operations.keep_version import filed_version
from clearance.declarations.states import Because, DeclarationState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import told
from customs_portal.kit.errors import Fault, Faults
from customs_portal.kit.statements import store
from customs_portal.registry.models import CustomsOffice, Enterprise
from risk.verdicts import Verdict

ONE_PER_DOCUMENT = ("one_declaration_per_transport_document", "one_declaration_per_row_of_a_file")
EXTRAS = (
    "licence_document",
    "item_containers",
    "product_qualification",
    "ciq_name",
    "goods_attribute",
    "purpose",
)


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A new declaration as it stands in the tables, with its verdict if it was judged.

    ``moved_on``: its containers were seen already, and more has happened than stands here.
    """

    declaration: Declaration
    items: tuple[DeclarationItem, ...]
    containers: tuple[DeclarationContainer, ...]
    verdict: Verdict | None = None
    moved_on: bool = False


def store_filed(
    *,
    summary: Summary,
    goods: Sequence[SummaryItem | CompleteItem],
    values: Sequence[Decimal],
    number: str,
    office: CustomsOffice,
    enterprise: Enterprise,
    by: User | None,
    grade: str,
    guarantee_no: str,
    law: str,
    now: datetime,
    **of_procedure: Any,
) -> Filed:
    """Store it whole, with one statement; ``of_procedure`` is what only its procedure knows.

    ``values`` are those of the goods in CNY, ``law`` the key that lets it be filed. Raises
    ``Faults`` when somebody declared the same a moment before. Within the caller's transaction,
    which ends with the refusal.
    """
    declaration = Declaration(
        declaration_no=number,
        office=office,
        enterprise=enterprise,
        filed_by=by,
        source=summary.source,
        state=DeclarationState.AWAITING_MANIFEST,
        move=told(at=now, by=by, reason=Because.FILED, law=law),
        absent=sorted(summary.absent),
        transport_document=summary.transport_document,
        transport_mode=summary.transport_mode,
        vessel=summary.vessel,
        voyage=summary.voyage,
        supervision_mode=summary.supervision_mode,
        departure_country_id=summary.departure_country,
        involves_licence=summary.involves_licence,
        involves_inspection=summary.involves_inspection,
        gross_weight_kg=summary.gross_weight_kg,
        pieces=summary.pieces,
        container_count=len(summary.container_nos),
        value_cny=sum(values, Decimal(0)),
        extras=extras_of(summary),
        guarantee_no=guarantee_no,
        grade=grade,
        goods_name=goods[0].name,
        hs_code=goods[0].hs_code,
        accepted_at=now,
        **of_procedure,
    )
    containers = tuple(
        DeclarationContainer(declaration=declaration, container_no=container_no)
        for container_no in summary.container_nos
    )
    items = rows_of(declaration, goods=goods, values=values)
    versions = []
    if summary.source != Declaration.Source.FILE:  # a row of a file gets one when it is changed
        versions.append(filed_version(declaration=declaration, summary=summary, items=items))
    try:
        store([declaration], containers, items, versions)
    except IntegrityError as error:
        raise Faults([taken_fault(summary=summary, database_said=str(error))]) from error
    declaration.move = None  # as the trigger left it
    return Filed(declaration=declaration, items=items, containers=containers)


def extras_of(summary: Summary) -> dict[str, str]:
    """What the three questions brought up, as it is kept."""
    return {name: said for name in EXTRAS if (said := getattr(summary, name))}


def rows_of(
    declaration: Declaration,
    *,
    goods: Sequence[SummaryItem | CompleteItem],
    values: Sequence[Decimal],
) -> tuple[DeclarationItem, ...]:
    """The goods as they are kept, with their ``values`` in CNY; not stored yet."""
    return tuple(
        DeclarationItem(
            declaration=declaration,
            position=position,
            hs_code=one.hs_code,
            name=one.name,
            quantity=one.quantity,
            unit=one.unit,
            value=one.value or Decimal(0),
            currency=one.currency,
            value_cny=value_cny,
            origin_id=one.origin,
            net_weight_kg=one.net_weight_kg,
            **_said_in_full(one),
        )
        for position, (one, value_cny) in enumerate(zip(goods, values, strict=True), start=1)
    )


def _said_in_full(goods: SummaryItem | CompleteItem) -> dict[str, Any]:
    if not isinstance(goods, CompleteItem):
        return {}
    return {
        "specification": goods.specification,
        "elements": dict(goods.elements),
        "destination": goods.destination,
        "claims": goods.claims,
    }


def taken_fault(*, summary: Summary, database_said: str) -> Fault:
    """Somebody declared the same container or bill of lading a moment before."""
    for index, container_no in enumerate(summary.container_nos):
        if container_no in database_said:
            return already_declared(container_no, index=index)
    if not any(name in database_said for name in ONE_PER_DOCUMENT):
        raise AssertionError(database_said)  # a fault of ours, not of the declarant
    return Fault(
        _("Bill of lading %(number)s is already declared.")
        % {"number": summary.transport_document},
        field="transport_document",
        rule="transport_document.already_declared",
        remedy=_("Open the declaration that stands, or check the number."),
    )


def take_over_sightings(*, containers: Sequence[DeclarationContainer]) -> bool:
    """A container that was landed before it was declared stands where it was last seen.

    Whether any was.
    """
    by_number = {one.container_no: one for one in containers}
    if not by_number:
        return False
    sightings = list(QuaySighting.objects.filter(container_no__in=by_number))
    for seen in sightings:
        container = by_number[seen.container_no]
        container.seen_at, container.place_code = seen.seen_at, seen.place_code
        container.save(update_fields=["seen_at", "place_code"])
    return bool(sightings)
