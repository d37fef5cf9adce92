"""Comparing a declaration with its manifest line, field by field."""

from decimal import Decimal

from clearance.declarations.facts import DeclaredSide, ManifestSide, Mismatch


def compare(
    *, declared: DeclaredSide, manifest: ManifestSide, tolerance_permille: Decimal
) -> tuple[Mismatch, ...]:
    """Every contradiction, in the order of the form; what a file does not say agrees."""
    found = []
    for field in ("vessel", "voyage"):
        ours, theirs = getattr(declared, field), getattr(manifest, field)
        if ours and _folded(ours) != _folded(theirs):
            found.append(Mismatch(field=field, declared=ours, manifest=theirs))
    if declared.departure_country and declared.departure_country != manifest.departure_country:
        found.append(
            Mismatch(
                field="departure_country",
                declared=declared.departure_country,
                manifest=manifest.departure_country,
            )
        )
    says = declared.containers or declared.no_containers
    if says and set(declared.containers) != set(manifest.containers):
        found.append(
            Mismatch(
                field="container_nos",
                declared=", ".join(sorted(declared.containers)) or "–",
                manifest=", ".join(sorted(manifest.containers)) or "–",
            )
        )
    if declared.gross_weight_kg is not None and not _within(
        declared.gross_weight_kg, manifest.gross_weight_kg, tolerance_permille
    ):
        found.append(
            Mismatch(
                field="gross_weight_kg",
                declared=f"{declared.gross_weight_kg.normalize():f}",
                manifest=f"{manifest.gross_weight_kg.normalize():f}",
            )
        )
    if declared.pieces is not None and declared.pieces != manifest.pieces:
        found.append(
            Mismatch(field="pieces", declared=str(declared.pieces), manifest=str(manifest.pieces))
        )
    return tuple(found)


def _within(declared: Decimal, manifest: Decimal, tolerance_permille: Decimal) -> bool:
    return abs(declared - manifest) * 1000 <= manifest * tolerance_permille


def _folded(text: str) -> str:
    return "".join(text.split()).upper()
