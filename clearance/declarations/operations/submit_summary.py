"""Step one of a two-step declaration: the summary (概要申报)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import SummaryAccepted
from clearance.declarations.facts import Summary
from clearance.declarations.models import (
    Declaration,
    DeclarationContainer,
    DeclarationItem,
    EnterpriseGoods,
    QuaySighting,
    next_declaration_sequence,
)
from clearance.declarations.operations.check_summary import (
    CheckedSummary,
    already_declared,
    check_summary,
)
from clearance.declarations.operations.decide_release import decide_release
from clearance.declarations.operations.find_parties import consignee_of, office_of
from clearance.declarations.operations.keep_version import keep_filed_version
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.rules.numbers import declaration_number
from clearance.declarations.rules.periods import last_moment
from clearance.declarations.states import DeclarationState
from clearance.duties.facts import TaxableItem
from clearance.duties.operations.reserve_guarantee import reserve_guarantee
from clearance.duties.queries import estimate
from clearance.manifests.queries import ManifestLineView, line_of
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.registry import law
from customs_portal.registry.models import CreditGrade, CustomsOffice, Enterprise

ONE_PER_DOCUMENT = ("one_declaration_per_transport_document", "one_declaration_per_row_of_a_file")
GRADES_WORST_FIRST = [
    CreditGrade.Grade.SERIOUSLY_DISHONEST,
    CreditGrade.Grade.DISHONEST,
    CreditGrade.Grade.ORDINARY,
    CreditGrade.Grade.CERTIFIED,
    CreditGrade.Grade.ADVANCED,
]


class CreditTooLow(DomainError):
    """Two-step declaration is closed to dishonest firms."""

    code = "credit_too_low"
    http_status = 403
    sentence = gettext_noop("Two-step declaration needs ordinary credit or better.")
    remedy_sentence = gettext_noop("File a full declaration in one step, or restore your credit.")


@transaction.atomic
def submit_summary(*, summary: Summary, by: User | None, now: datetime) -> Declaration:
    """Accept the summary, reserve the guarantee, and decide on release in one transaction.

    ``by`` is None only when the house itself reads a file (``source`` FILE). The law and the
    rates are those of ``now``. Raises ``NotPermitted``, ``Faults`` (all of them at once),
    ``CreditTooLow``, and what ``reserve_guarantee`` refuses.
    """
    on = timezone.localdate(now)
    enterprise = consignee_of(summary=summary, by=by, on=on)
    checked = check_summary(summary=summary, on=on)
    summary = checked.summary
    grade = "" if "credit_grade" in summary.absent else _credit(enterprise, on=on)
    line = None
    if summary.source != Declaration.Source.FILE:
        line = line_of(transport_document=summary.transport_document)
    office = office_of(summary=summary, place_code=line.place_code if line else "")
    number = _next_number(office, year=on.year)
    guarantee_no = _reserve(checked, enterprise, number, now=now)
    declaration = _store(
        checked,
        number=number,
        office=office,
        enterprise=enterprise,
        grade=grade,
        guarantee_no=guarantee_no,
        line=line,
        by=by,
        now=now,
    )
    if summary.source != Declaration.Source.FILE:  # a file is told of chunk by chunk
        keep_filed_version(declaration=declaration, summary=summary)
        announce(
            SummaryAccepted(
                declaration_no=number,
                transport_document=summary.transport_document,
                container_nos=summary.container_nos,
                enterprise_id=enterprise.pk,
                office_code=office.code,
                value_cny=checked.value_cny,
                accepted_at=now,
            ),
            actor=by,
        )
    decide_release(declaration=declaration, line=line, now=now)
    _remember_goods(enterprise, {item.hs_code[:6] for item in summary.items})
    if summary.container_nos:
        split_seen_containers(declaration=declaration, now=now)
    return declaration


def _credit(enterprise: Enterprise, *, on: date) -> str:
    """The grade in force, "" when none is known. Raises ``CreditTooLow``."""
    grade = enterprise.grade_on(on)
    if grade is None:
        return ""
    rule = law.ask("two_step.min_grade", on=on)
    ranks = {str(one): rank for rank, one in enumerate(GRADES_WORST_FIRST)}
    if ranks[grade.grade] < ranks[rule.value]:
        raise CreditTooLow(field="consignee_uscc", law=rule.source, grade=grade.grade)
    return grade.grade


def _next_number(office: CustomsOffice, *, year: int) -> str:
    """The next number. A refused filing leaves a gap: waiting for each other would cost more."""
    return declaration_number(
        office_code=office.code, year=year, sequence=next_declaration_sequence()
    )


def _reserve(checked: CheckedSummary, enterprise: Enterprise, number: str, *, now: datetime) -> str:
    summary = checked.summary
    if not summary.involves_tax or "guarantee_no" in summary.absent:
        return ""
    on = timezone.localdate(now)
    items = tuple(
        TaxableItem(
            item_no=position,
            hs_code=item.hs_code,
            name=item.name,
            origin=item.origin,
            quantity=item.quantity or Decimal(0),
            unit=item.unit,
            value_cny=value_cny,
        )
        for position, (item, value_cny) in enumerate(
            zip(summary.items, checked.item_values_cny, strict=True), start=1
        )
    )
    return reserve_guarantee(
        enterprise=enterprise,
        declaration_no=number,
        guarantee_no=summary.guarantee_no or None,
        amount_cny=estimate(items=items, on=on),
        on=on,
        now=now,
    )


def _store(
    checked: CheckedSummary,
    *,
    number: str,
    office: CustomsOffice,
    enterprise: Enterprise,
    grade: str,
    guarantee_no: str,
    line: ManifestLineView | None,
    by: User | None,
    now: datetime,
) -> Declaration:
    summary = checked.summary
    on = timezone.localdate(now)
    arrived_at = line.arrived_at if line is not None else None
    try:
        with transaction.atomic():
            declaration = Declaration.objects.create(
                declaration_no=number,
                office=office,
                enterprise=enterprise,
                filed_by=by,
                source=summary.source,
                state=DeclarationState.AWAITING_MANIFEST,
                absent=sorted(summary.absent),
                transport_document=summary.transport_document,
                transport_mode=summary.transport_mode,
                vessel=summary.vessel,
                voyage=summary.voyage,
                supervision_mode=summary.supervision_mode,
                departure_country_id=summary.departure_country,
                involves_licence=summary.involves_licence,
                involves_inspection=summary.involves_inspection,
                involves_tax=summary.involves_tax,
                gross_weight_kg=summary.gross_weight_kg,
                pieces=summary.pieces,
                container_count=len(summary.container_nos),
                value_cny=checked.value_cny,
                extras=_extras(summary),
                guarantee_no=guarantee_no,
                grade=grade,
                goods_name=summary.items[0].name,
                hs_code=summary.items[0].hs_code,
                accepted_at=now,
                complete_by=last_moment(
                    begins=timezone.localdate(arrived_at) if arrived_at else on,
                    days=int(law.ask("two_step.completion_days", on=on).value),
                    zone=timezone.get_default_timezone(),
                ),
            )
            DeclarationContainer.objects.bulk_create(
                DeclarationContainer(declaration=declaration, container_no=container_no)
                for container_no in summary.container_nos
            )
    except IntegrityError as error:
        raise Faults([_taken(summary, str(error))]) from error
    DeclarationItem.objects.bulk_create(
        DeclarationItem(
            declaration=declaration,
            position=position,
            hs_code=item.hs_code,
            name=item.name,
            quantity=item.quantity,
            unit=item.unit,
            value=item.value or Decimal(0),
            currency=item.currency,
            value_cny=value_cny,
            origin_id=item.origin,
            net_weight_kg=item.net_weight_kg,
        )
        for position, (item, value_cny) in enumerate(
            zip(summary.items, checked.item_values_cny, strict=True), start=1
        )
    )
    if summary.container_nos:
        _take_over_sightings(declaration)
    return declaration


def _taken(summary: Summary, database_said: str) -> Fault:
    """Somebody declared the same container or bill of lading a moment before."""
    for index, container_no in enumerate(summary.container_nos):
        if container_no in database_said:
            return already_declared(container_no, index=index)
    if not any(name in database_said for name in ONE_PER_DOCUMENT):
        raise AssertionError(database_said)  # a fault of ours, not of the declarant
    return Fault(
        _("Bill of lading %(number)s is already declared.")
        % {"number": summary.transport_document},
        field="transport_document",
        rule="transport_document.already_declared",
        remedy=_("Open the declaration that stands, or check the number."),
    )


def _extras(summary: Summary) -> dict[str, str]:
    names = (
        "licence_document",
        "item_containers",
        "product_qualification",
        "ciq_name",
        "goods_attribute",
        "purpose",
    )
    return {name: getattr(summary, name) for name in names if getattr(summary, name)}


def _take_over_sightings(declaration: Declaration) -> None:
    """A container that was landed before it was declared stands where it was last seen."""
    containers = {one.container_no: one for one in declaration.containers.all()}
    for seen in QuaySighting.objects.filter(container_no__in=containers):
        container = containers[seen.container_no]
        container.seen_at, container.place_code = seen.seen_at, seen.place_code
        container.save(update_fields=["seen_at", "place_code"])


def _remember_goods(enterprise: Enterprise, codes: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {EnterpriseGoods._meta.db_table} (enterprise_id, hs6, uses)"  # noqa: S608
            " VALUES (%s, %s, 1) ON CONFLICT (enterprise_id, hs6)"
            f" DO UPDATE SET uses = {EnterpriseGoods._meta.db_table}.uses + 1",
            [(enterprise.pk, code) for code in sorted(codes)],
        )
