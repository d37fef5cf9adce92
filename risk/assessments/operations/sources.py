"""Who may speak about a shipment: each source of suspicion is switched in here, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db import Error as DatabaseError

from customs_portal.registry.reference.sources import countries
from risk.facts import ShipmentFacts
from risk.rulebooks.queries.in_force import book_in_force
from risk.rules.book import EMPTY, Book
from risk.rules.combine import Model, Sources
from risk.rules.faults import book_unread, model_failed
from risk.rules.shipments import SHIPMENT_RULES
from risk.targeting.queries.matching import OrdersAsked, orders_for
from risk.verdicts import Hit


class ModelsAt(Protocol):
    def __call__(self, *, at: datetime) -> Sequence[Model]: ...


_models_at: list[ModelsAt] = []


def let_models_read(models_at: ModelsAt) -> None:
    """Switch in whoever knows the models in force at an instant; the wing lies above this one."""
    if models_at not in _models_at:
        _models_at.append(models_at)


def models_at(*, at: datetime) -> tuple[Model, ...]:
    """Every model that reads at that instant, those in the shadow too."""
    return tuple(model for ask in _models_at for model in ask(at=at))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The sources of one judgement. ``needs`` are keys of the law that rules of the book ask."""

    sources: Sources
    orders: OrdersAsked
    book_digest: str = ""
    needs: frozenset[str] = frozenset()


def sources_at(*, at: datetime, facts: ShipmentFacts, law: Mapping[str, Any]) -> Asked:
    """The rules and the book of data rules, the models, and the control orders that may concern
    ``facts``: one statement each. A book or a model that cannot be read is a fault that a
    person looks at, never a silence.
    """
    book, book_faults = _book(at)
    models, model_faults = _models(at)
    orders = orders_for(facts=facts, at=at, law=law)
    return Asked(
        sources=Sources(
            rules=(*SHIPMENT_RULES, *book.rules),
            orders=orders,
            models=models,
            faults=(*book_faults, *model_faults),
            countries=country_codes(),
        ),
        orders=orders,
        book_digest=book.digest,
        needs=frozenset(key for rule in book.rules for key in rule.needs),
    )


def _book(at: datetime) -> tuple[Book, tuple[Hit, ...]]:
    try:
        return book_in_force(at=at), ()
    except DatabaseError:
        raise  # a database that is away refuses the whole filing
    except Exception as error:  # whatever was read and is bad: a person looks
        return EMPTY, (book_unread(error),)


def _models(at: datetime) -> tuple[tuple[Model, ...], tuple[Hit, ...]]:
    try:
        return models_at(at=at), ()
    except DatabaseError:
        raise
    except Exception as error:
        return (), (model_failed("", str(error) or type(error).__name__),)


@cache
def country_codes() -> frozenset[str]:
    """Every ISO 3166 code of two letters, of the list that the registers are loaded from."""
    return frozenset(str(row[0]) for row in countries().rows)
