"""What orders ask of the wings and lines above them, which they may not call."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from customs_portal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class FirstLook:
    """What was seen of a box before its crew came.

    ``state``, ``label`` and ``tone`` make its chip; ``sentence`` says it in the reader's language;
    ``url_name`` and ``number`` lead to its page.
    """

    state: str
    label: str
    tone: str
    sentence: str
    url_name: str
    number: str


Looks = Callable[[Collection[str]], Mapping[str, FirstLook]]

_asked: list[Looks] = []


def tell_first_looks(of_orders: Looks, /) -> None:
    """A wing can say what was seen of the boxes of some orders."""
    if of_orders not in _asked:
        _asked.append(of_orders)


def first_looks(order_nos: Collection[str], /) -> dict[str, list[FirstLook]]:
    """By order number, over all wings that told; orders of which nothing is known are absent."""
    found: dict[str, list[FirstLook]] = {}
    for ask in _asked:
        for order_no, look in ask(order_nos).items():
            found.setdefault(order_no, []).append(look)
    return found


@dataclass(frozen=True, kw_only=True)
class AwaitedScan:
    """An order that waits for the scan of its box, or for what is judged of it."""

    order_no: str
    container_no: str
    scan_no: str
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefusedScan:
    """The archive did not take the scan of an order; ``sentence`` and ``remedy`` say why."""

    scan_no: str
    device_code: str
    rule: str
    sentence: str
    remedy: str
    refused_at: datetime


Refusals = Callable[[Collection[AwaitedScan]], Mapping[str, RefusedScan]]

_refusing: list[Refusals] = []


def tell_refused_scans(of_orders: Refusals, /) -> None:
    """A wing can say which of the awaited scans were refused."""
    if of_orders not in _refusing:
        _refusing.append(of_orders)


def refused_scans(orders: Collection[AwaitedScan], /) -> dict[str, RefusedScan]:
    """By order number; orders whose scan was not refused are absent."""
    found: dict[str, RefusedScan] = {}
    for ask in _refusing if orders else ():
        found |= ask(orders)
    return found


@dataclass(frozen=True, kw_only=True)
class TakingBack:
    """A conclusion that was told and is returned to its crew. ``order_no`` is the one the line
    knows: that of the first look when a second one told for both."""

    order_no: str
    subject_kind: str
    subject_reference: str
    container_no: str
    outcome: str
    reason: str
    by: User
    at: datetime


Takes = Callable[[TakingBack], None]

_taking: list[Takes] = []


def take_back_in(line: Takes, /) -> None:
    """A line undoes what it did on a conclusion, in the caller's transaction, or raises why not."""
    if line not in _taking:
        _taking.append(line)


def take_back(what: TakingBack, /) -> None:
    for line in _taking:
        line(what)
