"""The book of elements: which name of the WCO data model is which field of ours.

``reference/elements.csv`` has one line an element of a class. A class is a part of the model
(a party, a goods item) that may stand in several places; ``holds`` names the class inside an
element, ``[]`` marks what may be repeated, ``wco`` is the identifier by which pointers name it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "reference"

ROOTS = {
    "MetaData": "Envelope",
    "DocumentMetaData": "Envelope",
    "Declaration": "Declaration",
    "Response": "Response",
    "submitDeclarationRequest": "Submission",
    "DeclarationFullResponse": "Retrieval",
    "DeclarationStatusResponse": "StatusReport",
    "inventoryLinkingMovementRequest": "Movement",
    "inventoryLinkingMovementResponse": "Movement",
    "inventoryLinkingConsolidationRequest": "Movement",
    "inventoryLinkingControlResponse": "Movement",
    "inventoryLinkingMovementTotalsResponse": "Movement",
    "inventoryLinkingQueryRequest": "Movement",
    "inventoryLinkingImportsGoodsArrival": "Movement",
    "InventoryLinkingImportsValidateMovementResponse": "Movement",
}
PREFIXES = {"Response": "notice"}
ATTRIBUTES = {
    "currencyID": "currency",
    "unitCode": "unit",
    "formatCode": "format",
    "languageID": "language",
    "listID": "list",
    "listAgencyID": "list_agency",
    "listVersionID": "list_version",
    "schemeID": "scheme",
    "schemeAgencyID": "scheme_agency",
    "schemaLocation": "schema_location",
    "noNamespaceSchemaLocation": "schema_location",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of one class."""

    field: str
    many: bool
    holds: str
    kind: str
    wco: str


@cache
def book() -> dict[str, dict[str, Entry]]:
    """Entries by class and element name."""
    found: dict[str, dict[str, Entry]] = {}
    with (FOLDER / "elements.csv").open(newline="", encoding="utf-8") as source:
        for row in csv.DictReader(source):
            field = row["field"]
            found.setdefault(row["class"], {})[row["element"]] = Entry(
                field.removesuffix("[]"),
                field.endswith("[]"),
                row["holds"],
                row["kind"],
                row["wco"],
            )
    return found


def join(prefix: str, name: str) -> str:
    """``items[1]`` and ``name`` make ``items[1].name``; either may be empty."""
    return f"{prefix}.{name}" if prefix and name else prefix or name
