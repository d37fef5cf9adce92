"""The terms both sides sign, and whether they cover a filing. Pure."""

from collections.abc import Collection
from datetime import date

from clearance.enterprises.facts import Filing


def terms_of(
    *,
    mandate_no: str,
    principal_uscc: str,
    agent_uscc: str,
    kind: str,
    first_day: date,
    last_day: date,
    transport_document: str,
    supervision_modes: Collection[str],
    imports: bool,
    exports: bool,
) -> dict[str, object]:
    """What is signed; whoever changes one word of it breaks both signatures."""
    return {
        "mandate_no": mandate_no,
        "principal_uscc": principal_uscc,
        "agent_uscc": agent_uscc,
        "kind": kind,
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "transport_document": transport_document,
        "supervision_modes": sorted(supervision_modes),
        "imports": imports,
        "exports": exports,
    }


def covers(
    filing: Filing,
    *,
    first_day: date,
    last_day: date,
    transport_document: str,
    supervision_modes: Collection[str],
    imports: bool,
    exports: bool,
) -> bool:
    """Whether terms with these limits allow the filing."""
    return (
        first_day <= filing.on <= last_day
        and (not transport_document or transport_document == filing.transport_document)
        and (not supervision_modes or filing.supervision_mode in supervision_modes)
        and (imports if filing.imports else exports)
    )
