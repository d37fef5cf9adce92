"""The declarant answers a mismatch with the manifest."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import SummaryAmended
from clearance.declarations.models import Declaration
from clearance.declarations.operations.apply_change import exchange_containers
from clearance.declarations.operations.ask_registers import known_countries
from clearance.declarations.operations.check_goods import (
    missing,
    take,
    unknown_country,
)
from clearance.declarations.operations.decide_release import decide_release
from clearance.declarations.operations.keep_version import keep_first_version, keep_next_version
from clearance.declarations.operations.open_declaration import lock_own
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import UNDECIDED, DeclarationState
from clearance.manifests.queries import line_of
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.identifiers import check_container_no


class NothingToAmend(DomainError):
    """Only a declaration that is not decided yet can be amended."""

    code = "nothing_to_amend"
    sentence = gettext_noop("This declaration was decided already and cannot be amended.")
    remedy_sentence = gettext_noop("Correct the goods in the complete declaration.")


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """New answers to the questions a manifest can contradict; None leaves one as it is."""

    vessel: str | None = None
    voyage: str | None = None
    departure_country: str | None = None
    container_nos: tuple[str, ...] | None = None
    gross_weight_kg: Decimal | None = None
    pieces: int | None = None


@transaction.atomic
def amend_summary(
    *, declaration_no: str, amendment: Amendment, by: User, now: datetime
) -> Declaration:
    """Change the answers, compare again, and decide when all of them agree.

    Raises ``NotFound``, ``NothingToAmend`` or ``Faults``.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    if declaration.state not in UNDECIDED:
        raise NothingToAmend(field="state")
    changes = _checked(amendment)
    keep_first_version(declaration=declaration)
    changes.pop("container_nos", None)
    containers = amendment.container_nos and _normal(amendment.container_nos)
    for field, value in changes.items():
        setattr(declaration, field, value)
    if changes:
        declaration.save(update_fields=list(changes))
    if containers is not None:
        exchange_containers(declaration=declaration, numbers=containers)
        changes["container_nos"] = containers
    keep_next_version(declaration=declaration, now=now)
    announce(
        SummaryAmended(
            declaration_no=declaration_no,
            transport_document=declaration.transport_document,
            fields=tuple(one.removesuffix("_id") for one in changes),
            amended_at=now,
        ),
        actor=by,
    )
    if declaration.state == DeclarationState.RETURNED:
        declaration.send_again(by=by, at=now)
    line = line_of(transport_document=declaration.transport_document)
    decide_release(declaration=declaration, line=line, now=now)
    split_seen_containers(declaration=declaration, now=now)
    return declaration


def _checked(amendment: Amendment) -> dict[str, object]:
    faults: list[Fault] = []
    changes: dict[str, object] = {}
    for field in ("vessel", "voyage", "departure_country", "container_nos"):
        value = getattr(amendment, field)
        if value is not None and not (value.strip() if isinstance(value, str) else value):
            faults.append(missing(field))
    if amendment.vessel is not None:
        changes["vessel"] = " ".join(amendment.vessel.upper().split())
    if amendment.voyage is not None:
        changes["voyage"] = "".join(amendment.voyage.upper().split())
    if amendment.departure_country is not None:
        country = amendment.departure_country.strip().upper()
        if country not in known_countries([country]):
            faults.append(
                unknown_country(field="departure_country", code=amendment.departure_country)
            )
        changes["departure_country_id"] = country
    if amendment.container_nos is not None:
        changes["container_nos"] = tuple(
            dict.fromkeys(
                take(check_container_no, text=one, field=f"container_nos[{index}]", faults=faults)
                for index, one in enumerate(amendment.container_nos)
            )
        )
    for field in ("gross_weight_kg", "pieces"):
        value = getattr(amendment, field)
        if value is None:
            continue
        changes[field] = value
        if not 0 < value < 300_000_000:
            faults.append(
                Fault(
                    _("Weight and pieces must be more than zero."),
                    field=field,
                    rule="amount.positive",
                    remedy=_("Give the weight and the pieces of the bill of lading."),
                )
            )
    if faults:
        raise Faults(faults)
    return changes


def _normal(numbers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check_container_no(one) for one in numbers))
