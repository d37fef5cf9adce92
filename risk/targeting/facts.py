"""What a control order says, before and after it is stored."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is looked for; every field that is not "" must agree (AND).

    ``enterprise`` is a USCC, ``hs_prefix`` has 2, 4 or 6 digits, ``departure`` is an ISO 3166
    code, ``port`` the port of loading or discharge by UN/LOCODE, ``declarant`` a person's user
    name, ``address`` the consignee's, as on the bill. Departure, port, vessel and voyage together
    are a route.
    """

    enterprise: str = ""
    container_no: str = ""
    hs_prefix: str = ""
    departure: str = ""
    port: str = ""
    vessel: str = ""
    declarant: str = ""
    voyage: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """An order as an officer gives it; ``until`` is exclusive."""

    target: Target
    method: str
    purpose: str
    ground: str
    reason: str
    starts_at: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class OrderInForce:
    """What the matching needs of a stored order."""

    order_id: int
    order_no: str
    target: Target
    method: str
    ground: str
    reason: str
