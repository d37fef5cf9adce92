"""Comparing a declaration with the bill of the carrier, by the tolerance of the day."""

from datetime import date

from clearance.declarations.facts import DeclaredSide, ManifestSide, Mismatch
from clearance.declarations.models import Declaration
from clearance.declarations.operations.store_filed import Filed
from clearance.declarations.rules.mismatches import compare
from clearance.declarations.states import Direction, Procedure
from clearance.manifests.queries import ManifestLineView
from customs_portal.registry import law


def mismatches_of(
    *, declaration: Declaration, line: ManifestLineView, on: date, filed: Filed | None = None
) -> tuple[Mismatch, ...]:
    """Every contradiction. Goods leave this country by definition: for an export the country of
    departure is not compared.
    """
    export = declaration.direction == Direction.EXPORT
    if line.is_export != export:
        carried = Direction.EXPORT if line.is_export else Direction.IMPORT
        return (
            Mismatch(
                field="direction", declared=declaration.direction, manifest=str(carried.value)
            ),
        )
    containers = container_nos_of(declaration=declaration, filed=filed)
    return compare(
        declared=DeclaredSide(
            vessel=declaration.vessel,
            voyage=declaration.voyage,
            containers=containers,
            gross_weight_kg=declaration.gross_weight_kg,
            pieces=declaration.pieces,
            departure_country="" if export else declaration.departure_country_id,
            no_containers=declaration.procedure == Procedure.ONE_STEP and not containers,
        ),
        manifest=ManifestSide(
            vessel=line.vessel,
            voyage=line.voyage,
            containers=line.containers,
            gross_weight_kg=line.gross_weight_kg,
            pieces=line.pieces,
            departure_country=line.departure_country,
        ),
        tolerance_permille=law.ask("declaration.weight_tolerance_permille", on=on).decimal,
    )


def container_nos_of(*, declaration: Declaration, filed: Filed | None = None) -> tuple[str, ...]:
    """Its containers in their order; a row of a file has none."""
    if filed is not None:
        return tuple(one.container_no for one in filed.containers)
    if declaration.source == Declaration.Source.FILE:
        return ()
    return tuple(declaration.containers.order_by("pk").values_list("container_no", flat=True))
