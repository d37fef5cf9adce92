"""Step two of a two-step declaration: the complete declaration (完整申报)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import DeclarationCompleted
from clearance.declarations.facts import CompleteItem, Completion, SummaryItem
from clearance.declarations.models import Declaration, DeclarationItem
from clearance.declarations.operations.ask_claims import entered_on
from clearance.declarations.operations.ask_elements import checked_elements
from clearance.declarations.operations.ask_proofs import ask_proofs
from clearance.declarations.operations.ask_registers import known_countries
from clearance.declarations.operations.check_certificates import refuse_used_certificates
from clearance.declarations.operations.check_claims import check_claims, check_late_exemption
from clearance.declarations.operations.check_goods import check_item, missing
from clearance.declarations.operations.close_whole import close_declaration
from clearance.declarations.operations.keep_draft import close_draft_of_step_two
from clearance.declarations.operations.keep_version import keep_first_version, keep_next_version
from clearance.declarations.operations.open_declaration import lock_own
from clearance.declarations.operations.reckon_items import taxable_items
from clearance.declarations.rules.periods import days_late
from clearance.declarations.states import DeclarationState, Procedure
from clearance.duties.facts import Lateness
from clearance.duties.operations.bill_tax import bill_tax
from clearance.duties.queries import BillView
from clearance.duties.queries.assessment import rate_day
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults

NOT_COLLECTED = "NOT_COLLECTED"


class NotReleasedYet(DomainError):
    """Step two follows the release of the goods."""

    code = "not_released_yet"
    sentence = gettext_noop("Step two can be filed once the goods may be picked up.")
    remedy_sentence = gettext_noop("Wait for the release, or answer what it still waits for.")


class NothingToComplete(DomainError):
    """A declaration in one step has no second one."""

    code = "nothing_to_complete"
    sentence = gettext_noop("This declaration was filed whole; no second step follows.")
    remedy_sentence = gettext_noop("Open the declaration to see what it waits for.")


class AlreadyCompleted(DomainError):
    """Step two was filed before."""

    code = "already_completed"
    sentence = gettext_noop("The complete declaration was already filed.")
    remedy_sentence = gettext_noop("Open its tax bill.")


@transaction.atomic
def file_complete(
    *, declaration_no: str, completion: Completion, by: User, now: datetime
) -> tuple[Declaration, BillView]:
    """Accept step two, bill the taxes by the law of the day of acceptance.

    After the last day it is still accepted, and the days late are recorded. When the summary
    was accepted after the days of grace from the ship's entry, the bill carries the surcharge.
    Whoever claims a preference or a relief is asked for the papers that prove it.
    A bill below the collection minimum closes the file at once.
    Raises ``NotFound``, ``NothingToComplete``, ``NotReleasedYet``, ``AlreadyCompleted`` or
    ``Faults``.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    if declaration.procedure == Procedure.ONE_STEP:
        raise NothingToComplete(field="declaration_no")
    if declaration.state in {DeclarationState.COMPLETED, DeclarationState.CLOSED}:
        raise AlreadyCompleted(field="state", bill_no=declaration.bill_no)
    if declaration.state != DeclarationState.RELEASED_FOR_PICKUP:
        raise NotReleasedYet(field="state")
    on, today = timezone.localdate(declaration.accepted_at), timezone.localdate(now)
    lateness = _lateness(declaration, accepted=on, exemption=completion.late_exemption)
    rated = rate_day(accepted=on, entered=lateness.entered if lateness else None)
    items, values = checked_completion(
        completion, guarantee_no=declaration.guarantee_no, on=on, rated=rated, today=today
    )
    refuse_used_certificates(
        items=items, enterprise=declaration.enterprise, declaration_no=declaration_no, on=on
    )
    bill = bill_tax(
        declaration_no=declaration_no,
        enterprise=declaration.enterprise,
        items=taxable_items(items=items, values=values, on=rated),
        on=on,
        now=now,
        freight_cny=completion.freight_cny,
        insurance_cny=completion.insurance_cny,
        lateness=lateness,
    )
    keep_first_version(declaration=declaration)
    DeclarationItem.objects.bulk_create(
        DeclarationItem(
            declaration=declaration,
            step=2,
            position=position,
            hs_code=item.hs_code,
            name=item.name,
            specification=item.specification,
            quantity=item.quantity,
            unit=item.unit,
            value=item.value,
            currency=item.currency,
            value_cny=value_cny,
            origin_id=item.origin,
            net_weight_kg=item.net_weight_kg,
            elements=dict(item.elements),
            claims=item.claims,
        )
        for position, (item, value_cny) in enumerate(zip(items, values, strict=True), start=1)
    )
    close_draft_of_step_two(declaration=declaration)
    ask_proofs(
        declaration=declaration,
        items=items,
        late_exemption=completion.late_exemption,
        on=today,
        now=now,
    )
    keep_next_version(declaration=declaration, now=now)
    declaration.complete(
        at=now,
        by=by,
        bill_no=bill.bill_no,
        days_late=days_late(
            completed_on=today,
            complete_by_on=timezone.localdate(declaration.complete_by),
        ),
        late_exemption=completion.late_exemption,
        late_exemption_reason=" ".join(completion.late_exemption_reason.split()),
    )
    announce(
        DeclarationCompleted(declaration_no=declaration_no, bill_no=bill.bill_no, completed_at=now),
        actor=by,
    )
    if bill.state == NOT_COLLECTED:
        close_declaration(declaration=declaration, now=now)
    return declaration, bill


def _lateness(declaration: Declaration, *, accepted: date, exemption: str) -> Lateness | None:
    entered = entered_on(transport_document=declaration.transport_document)
    if entered is None:
        return None
    return Lateness(entered=entered, accepted=accepted, exemption=exemption)


def checked_completion(
    completion: Completion, *, guarantee_no: str, on: date, rated: date, today: date
) -> tuple[list[CompleteItem], list[Decimal]]:
    """The lines as they are kept, and their values in CNY; shared by both procedures.

    ``on`` is the day of acceptance, ``rated`` that whose rates apply. Raises ``Faults``.
    """
    faults: list[Fault] = []
    if not completion.items:
        faults.append(missing("items"))
    for field in ("freight_cny", "insurance_cny"):
        amount = getattr(completion, field)
        if amount is not None and not 0 <= amount < 10**10:
            faults.append(
                Fault(
                    _("Freight and insurance cannot be negative."),
                    field=field,
                    rule="amount.range",
                    remedy=_("Give the amount in CNY, or 0 when it is included in the price."),
                )
            )
    check_late_exemption(completion, guarantee_no=guarantee_no, faults=faults, on=on)
    countries = known_countries(item.origin for item in completion.items)
    items, values = [], []
    for index, item in enumerate(completion.items):
        path = f"items[{index}]"
        for name in ("name", "specification", "unit"):
            if not getattr(item, name).strip():
                faults.append(missing(f"{path}.{name}"))
        if not 0 < item.net_weight_kg < 10**9:
            faults.append(
                Fault(
                    _("Net weight must be more than zero."),
                    field=f"{path}.net_weight_kg",
                    rule="weight.range",
                    remedy=_("Give the weight without packing in kilograms."),
                )
            )
        cleaned, value_cny = check_item(
            _as_summary_item(item),
            path=path,
            faults=faults,
            digits=10,
            on=on,
            countries=countries,
        )
        elements = checked_elements(
            item.elements,
            hs_code=cleaned.hs_code,
            specification=item.specification,
            path=path,
            faults=faults,
            on=on,
        )
        cleared = replace(
            item,
            elements=elements,
            hs_code=cleaned.hs_code,
            origin=cleaned.origin,
            currency=cleaned.currency,
        )
        items.append(
            check_claims(cleared, path=path, faults=faults, rated=rated, accepted=on, today=today)
        )
        values.append(value_cny)
    if faults:
        raise Faults(faults)
    return items, values


def _as_summary_item(item: CompleteItem) -> SummaryItem:
    return SummaryItem(
        hs_code=item.hs_code,
        name=item.name,
        quantity=item.quantity,
        unit=item.unit,
        value=item.value,
        currency=item.currency,
        origin=item.origin,
    )
