"""What the gate asks: may this container leave?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from clearance.declarations.models import DeclarationContainer
from clearance.declarations.states import Direction


@dataclass(frozen=True, kw_only=True)
class ContainerRelease:
    """Where a container stands. ``goods_weight_kg`` is None when several share one weight."""

    declaration_no: str
    container_no: str
    enterprise_id: int
    state: str
    released: bool
    released_at: datetime | None
    goods_weight_kg: Decimal | None
    transport_document: str
    gross_weight_kg: Decimal | None
    container_count: int


def release_of(*, container_no: str, direction: str = Direction.IMPORT) -> ContainerRelease | None:
    """The open declaration of that container, an import unless said; or None: one query."""
    row = (
        DeclarationContainer.objects.filter(
            container_no=container_no, open=True, declaration__direction=direction
        )
        .values_list(
            "declaration__declaration_no",
            "declaration__enterprise_id",
            "declaration__state",
            "released_at",
            "declaration__gross_weight_kg",
            "declaration__container_count",
            "declaration__transport_document",
        )
        .first()
    )
    if row is None:
        return None
    declaration_no, enterprise_id, state, released_at, weight, count, document = row
    return ContainerRelease(
        declaration_no=declaration_no,
        container_no=container_no,
        enterprise_id=enterprise_id,
        state=state,
        released=released_at is not None and state != "DETAINED",
        released_at=released_at,
        goods_weight_kg=weight if count == 1 else None,
        transport_document=document,
        gross_weight_kg=weight,
        container_count=count,
    )
