"""What a message is: its kind, its own reference, and what it speaks about."""

from collections.abc import Mapping

from clearance.messages.facts import Identity, Mapped

REFERENCES = {
    "declaration": ("reference",),
    "notification": ("notice.reference",),
    "movement": (
        "movement.reference",
        "movement.ucr",
        "movement.master_ucr",
        "movement.consignment",
    ),
    "retrieval": ("retrieved[1].summary.reference",),
}
ABOUT = {
    "declaration": ("declaration_no",),
    "notification": ("notice.declarations[1].declaration_no",),
    "movement": ("movement.declaration_no", "movement.ucr", "movement.master_ucr"),
    "retrieval": (
        "retrieved[1].summary.declaration_no",
        "retrieved[1].declarations[1].declaration_no",
    ),
}
FUNCTIONS = {
    "declaration": ("function_code",),
    "notification": ("notice.function_code",),
    "movement": ("movement.code",),
}


def identity_of(mapped: Mapped) -> Identity:
    """Fields that the message does not hold are ""."""
    return Identity(
        kind=mapped.kind,
        reference=_first(mapped, REFERENCES),
        function=_first(mapped, FUNCTIONS),
        type_code=mapped.get("type_code"),
        country=mapped.get("envelope.country").strip().upper()[:2],
        about_no=_first(mapped, ABOUT),
    )


def _first(mapped: Mapped, names: Mapping[str, tuple[str, ...]]) -> str:
    return next((mapped.fields[one] for one in names.get(mapped.kind, ()) if mapped.get(one)), "")
