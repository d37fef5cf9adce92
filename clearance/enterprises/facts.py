"""What a firm offers its agent, as values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class MandateOffer:
    """Both days belong to the mandate. No ``supervision_modes`` means every mode."""

    agent_uscc: str
    kind: str
    first_day: date
    last_day: date
    transport_document: str = ""
    supervision_modes: tuple[str, ...] = ()
    imports: bool = True
    exports: bool = True


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What an agent is about to file."""

    transport_document: str
    supervision_mode: str
    on: date
    imports: bool = True
