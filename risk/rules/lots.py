"""What the lot of a declaration falls on: the firm's own words, so that nobody else chooses it."""

from decimal import Decimal

from risk.facts import ShipmentFacts


def filed_words(document: str, facts: ShipmentFacts) -> str:
    """What the firm filed, in one line: document, containers, gross weight, pieces, each item.

    Nothing in it is the office's: no number that it gives, no value that it reckons.
    """
    items = (
        f"{item.hs6} {item.origin} {_plain(item.quantity)} {item.unit}".rstrip()
        for item in facts.items
    )
    return "|".join(
        (
            document,
            ",".join(facts.container_nos),
            _plain(facts.gross_weight_kg),
            "" if facts.declared_pieces is None else str(facts.declared_pieces),
            *items,
        )
    )


def _plain(number: Decimal | None) -> str:
    """8640, whether it was kept as 8640 or as 8640.00000."""
    return "" if number is None else f"{number.normalize():f}"
