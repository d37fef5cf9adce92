"""Step one of a two-step declaration: the summary (概要申报)."""

from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.declarations.events import SummaryAccepted
from clearance.declarations.facts import Summary
from clearance.declarations.models import (
    Declaration,
    EnterpriseGoods,
    next_declaration_sequence,
)
from clearance.declarations.operations.ask_registers import ask_together, asked_once
from clearance.declarations.operations.check_summary import CheckedSummary, check_summary
from clearance.declarations.operations.decide_release import decide_release
from clearance.declarations.operations.find_parties import consignee_of, office_of
from clearance.declarations.operations.reckon_items import summary_items
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.operations.store_filed import (
    Filed,
    store_filed,
    take_over_sightings,
)
from clearance.declarations.rules.numbers import IMPORT, declaration_number
from clearance.declarations.rules.periods import last_moment
from clearance.duties.operations.reserve_guarantee import reserve_within
from clearance.duties.queries import estimate
from clearance.manifests.queries import line_of
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce, told_together
from customs_portal.kit.errors import DomainError
from customs_portal.registry import law
from customs_portal.registry.models import CreditGrade, CustomsOffice, Enterprise

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


def submit_summary(*, summary: Summary, by: User | None, now: datetime) -> Declaration:
    """Accept the summary, reserve the guarantee, and decide on release in one transaction.

    ``by`` is None only when the house itself reads a file (``source`` FILE). The law and the
    rates are those of ``now``. Raises ``NotPermitted``, ``Faults`` (all of them at once),
    ``CreditTooLow``, and what ``reserve_guarantee`` refuses.
    """
    return file_summary(summary=summary, by=by, now=now).declaration


@transaction.atomic
def file_summary(*, summary: Summary, by: User | None, now: datetime) -> Filed:
    """The act of ``submit_summary``, for who wants to show all that was filed."""
    if summary.source == Declaration.Source.FILE:  # its chunk remembers the registers
        return _file(summary, by=by, now=now)
    with told_together(), asked_once():
        ask_together(
            countries=[summary.departure_country, *(item.origin for item in summary.items)],
            subheadings=[item.hs_code for item in summary.items],
            currencies=[item.currency for item in summary.items],
            on=timezone.localdate(now),
        )
        return _file(summary, by=by, now=now)


def _file(summary: Summary, *, by: User | None, now: datetime) -> Filed:
    on = timezone.localdate(now)
    enterprise = consignee_of(summary=summary, by=by, on=on)
    checked = check_summary(summary=summary, on=on)
    summary = checked.summary
    grade = "" if "credit_grade" in summary.absent else _credit(enterprise, on=on)
    from_file = summary.source == Declaration.Source.FILE
    line = None if from_file else line_of(transport_document=summary.transport_document)
    office = office_of(summary=summary, place_code=line.place_code if line else "")
    number = next_number(office=office, year=on.year)
    guarantee_no = _reserve(checked, enterprise, number, now=now)
    arrived_at = line.arrived_at if line is not None else None
    filed = store_filed(
        summary=summary,
        goods=summary.items,
        values=checked.item_values_cny,
        number=number,
        office=office,
        enterprise=enterprise,
        by=by,
        grade=grade,
        guarantee_no=guarantee_no,
        law="two_step.completion_days",
        now=now,
        involves_tax=summary.involves_tax,
        complete_by=last_moment(
            begins=timezone.localdate(arrived_at) if arrived_at else on,
            days=int(law.ask("two_step.completion_days", on=on).value),
            zone=timezone.get_default_timezone(),
        ),
    )
    seen = take_over_sightings(containers=filed.containers)
    if not from_file:  # a file is told of chunk by chunk
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
    verdict = decide_release(declaration=filed.declaration, line=line, now=now, filed=filed)
    remember_goods(enterprise=enterprise, codes={item.hs_code[:6] for item in summary.items})
    if seen:
        split_seen_containers(declaration=filed.declaration, now=now)
    return replace(filed, verdict=verdict, moved_on=seen)


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


def next_number(*, office: CustomsOffice, year: int, direction: str = IMPORT) -> str:
    """The next number. A refused filing leaves a gap: waiting for each other would cost more."""
    return declaration_number(
        office_code=office.code,
        year=year,
        sequence=next_declaration_sequence(),
        direction=direction,
    )


def _reserve(checked: CheckedSummary, enterprise: Enterprise, number: str, *, now: datetime) -> str:
    summary = checked.summary
    if not summary.involves_tax or "guarantee_no" in summary.absent:
        return ""
    on = timezone.localdate(now)
    items = summary_items(items=summary.items, values=checked.item_values_cny)
    return reserve_within(
        enterprise=enterprise,
        declaration_no=number,
        guarantee_no=summary.guarantee_no or None,
        amount_cny=estimate(items=items, on=on),
        on=on,
        now=now,
    )


def remember_goods(*, enterprise: Enterprise, codes: set[str]) -> None:
    """Count once more what the enterprise trades in."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {EnterpriseGoods._meta.db_table} (enterprise_id, hs6, uses)"  # noqa: S608
            " VALUES (%s, %s, 1) ON CONFLICT (enterprise_id, hs6)"
            f" DO UPDATE SET uses = {EnterpriseGoods._meta.db_table}.uses + 1",
            [(enterprise.pk, code) for code in sorted(codes)],
        )
