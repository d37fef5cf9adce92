"""The release decision: compare with the manifest, let risk judge, clear or hold."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from clearance.declarations.events import (
    ExportGoodsAwaited,
    ManifestMismatchFound,
    ReleaseDecided,
    TaxAwaited,
)
from clearance.declarations.models import Declaration, DeclarationItem, EnterpriseGoods
from clearance.declarations.operations.check_exit import exit_needs_of
from clearance.declarations.operations.compare_manifest import container_nos_of, mismatches_of
from clearance.declarations.operations.go_on_taxed import bill_one_step
from clearance.declarations.operations.store_filed import Filed
from clearance.declarations.states import DeclarationState, Direction
from clearance.manifests.operations.follow_goods import bind_declaration
from clearance.manifests.queries import ManifestLineView
from customs_portal.journal.announce import announce
from customs_portal.registry import law, tariff
from customs_portal.registry.tariff import TariffRates
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.facts import ItemFacts, ShipmentFacts
from risk.rules.lots import filed_words
from risk.verdicts import RELEASE, Verdict

LOOK_BACK = timedelta(days=90)
FEN = Decimal("0.01")
FAULTS_COUNT_FOR = timedelta(days=365)


def decide_release(
    *,
    declaration: Declaration,
    line: ManifestLineView | None,
    now: datetime,
    filed: Filed | None = None,
) -> Verdict | None:
    """Within the caller's transaction, which holds the declaration's row.

    An export waits for its goods in the yard; an import in one step, once judged, for its tax.
    Without a ``line`` a declaration of the form or the API stays AWAITING_MANIFEST; one from
    a file, which knows no manifests, is judged at once. Returns the verdict, if it came to one;
    ``filed`` is what stands in the tables, where it was stored just now.
    """
    if line is None and declaration.source != Declaration.Source.FILE:
        return None
    on = timezone.localdate(now)
    review_by = now + timedelta(minutes=int(law.ask("declaration.review_minutes", on=on).value))
    if line is not None:
        bind_declaration(
            transport_document=declaration.transport_document,
            declaration_no=declaration.declaration_no,
            at=declaration.accepted_at,
        )
        mismatches = mismatches_of(declaration=declaration, line=line, on=on, filed=filed)
        if mismatches:
            declaration.differ(
                mismatches=[asdict(one) for one in mismatches],
                manifest_no=line.manifest_no,
                by=review_by,
                at=now,
            )
            announce(
                ManifestMismatchFound(
                    declaration_no=declaration.declaration_no,
                    transport_document=declaration.transport_document,
                    fields=tuple(one.field for one in mismatches),
                    found_at=now,
                )
            )
            return None
        if declaration.direction == Direction.EXPORT and not _in_the_yard(
            declaration, line, now=now
        ):
            return None
    return _judge(declaration, line, on=on, review_by=review_by, now=now, filed=filed)


def _in_the_yard(declaration: Declaration, line: ManifestLineView, *, now: datetime) -> bool:
    """Export goods are judged once the whole bill was reported in the yard (运抵)."""
    if line.yard_at is not None:
        declaration.containers.filter(seen_at=None).update(
            seen_at=line.yard_at, place_code=line.place_code
        )
        return True
    if declaration.state != DeclarationState.AWAITING_ARRIVAL:
        declaration.await_arrival(manifest_no=line.manifest_no, at=now)
        announce(
            ExportGoodsAwaited(
                declaration_no=declaration.declaration_no,
                transport_document=declaration.transport_document,
                manifest_no=line.manifest_no,
                awaited_at=now,
            )
        )
    return False


def judge_again(
    *, declaration: Declaration, line: ManifestLineView | None, review_by: datetime, now: datetime
) -> None:
    """Judge a decided declaration on its amended facts; a hit stops what was only cleared."""
    facts = _facts(declaration, line, on=timezone.localdate(now), now=now, filed=None)
    verdict = assess_shipment(facts=facts, now=now)
    before = declaration.state
    declaration.judge_again(
        controlled=verdict.is_controlled,
        score=verdict.score,
        assessment_no=verdict.assessment_no,
        at=now,
        review_by=review_by,
        documents=verdict.asks_documents,
        ranks=(verdict.probability_ppm, verdict.expected_cny),
    )
    if declaration.state != before:
        announce(
            ReleaseDecided(
                declaration_no=declaration.declaration_no,
                container_nos=facts.container_nos,
                decision=str(DeclarationState(declaration.state)),
                score=verdict.score,
                rules=verdict.rules,
                decided_at=now,
            )
        )


def _judge(
    declaration: Declaration,
    line: ManifestLineView | None,
    *,
    on: date,
    review_by: datetime,
    now: datetime,
    filed: Filed | None,
) -> Verdict:
    facts = _facts(declaration, line, on=on, now=now, filed=filed)
    alone = declaration.source != Declaration.Source.FILE  # a file is told of chunk by chunk
    verdict = assess_shipment(
        facts=facts,
        now=now,
        filed=filed_words(declaration.transport_document, facts),
        is_new=not declaration.assessment_no,
        told=alone,
    )
    bill = bill_one_step(declaration=declaration, line=line, now=now)
    if bill is not None and bill.must_be_paid and not declaration.guarantee_no:
        declaration.await_tax(
            score=verdict.score,
            assessment_no=verdict.assessment_no,
            manifest_no=line.manifest_no if line is not None else "",
            bill_no=bill.bill_no,
            at=now,
            ranks=(verdict.probability_ppm, verdict.expected_cny),
        )
        announce(
            TaxAwaited(
                declaration_no=declaration.declaration_no, bill_no=bill.bill_no, awaited_at=now
            )
        )
        return verdict
    declaration.judge(
        controlled=verdict.is_controlled,
        score=verdict.score,
        assessment_no=verdict.assessment_no,
        manifest_no=line.manifest_no if line is not None else "",
        at=now,
        review_by=review_by,
        documents=verdict.asks_documents,
        ranks=(verdict.probability_ppm, verdict.expected_cny),
    )
    if alone or verdict.channel != RELEASE:
        announce(
            ReleaseDecided(
                declaration_no=declaration.declaration_no,
                container_nos=facts.container_nos,
                decision=str(DeclarationState(declaration.state)),
                score=verdict.score,
                rules=verdict.rules,
                decided_at=now,
            )
        )
    return verdict


def _facts(
    declaration: Declaration,
    line: ManifestLineView | None,
    *,
    on: date,
    now: datetime,
    filed: Filed | None,
) -> ShipmentFacts:
    enterprise = declaration.enterprise
    recent, faults, known_hs6 = _record(declaration, now=now)
    items = filed.items if filed else declaration.items.filter(step=1).order_by("position")
    return ShipmentFacts(
        reference=declaration.declaration_no,
        on=on,
        procedure=declaration.procedure,
        direction=declaration.direction,
        transport_mode=declaration.transport_mode,
        grade=declaration.grade,
        enterprise_key=enterprise.uscc or enterprise.file_reference or "",
        departure_country=declaration.departure_country_id,
        items=tuple(
            _item_facts(row, on=on, exported=declaration.direction == Direction.EXPORT)
            for row in items
        ),
        value_cny=declaration.value_cny,
        gross_weight_kg=declaration.gross_weight_kg,
        manifest_weight_kg=line.gross_weight_kg if line is not None else None,
        manifest_pieces=line.pieces if line is not None else None,
        declared_pieces=declaration.pieces,
        container_nos=container_nos_of(declaration=declaration, filed=filed),
        involves_licence=declaration.involves_licence,
        involves_inspection=declaration.involves_inspection,
        involves_tax=declaration.involves_tax,
        declarations_last_90_days=recent,
        faults_last_365_days=faults,
        known_hs6=frozenset(known_hs6),
        agent_key=_agent_key(declaration),
        declarant=declaration.filed_by.get_username() if declaration.filed_by else "",
        seller=str(declaration.head.get("overseas_party", "")),
        consignee_address=line.consignee_address or None if line is not None else None,
        vessel=declaration.vessel,
        voyage=declaration.voyage or None,
        port=_port(declaration, line),
    )


def _port(declaration: Declaration, line: ManifestLineView | None) -> str | None:
    """As declared; a summary says none, there the carrier's manifest knows where it was loaded."""
    declared = str(declaration.head.get("foreign_port", ""))
    if declared or line is None or declaration.direction == Direction.EXPORT:
        return declared or None
    return line.loading_port or None


def _agent_key(declaration: Declaration) -> str:
    """Who files for another firm, by its number; "" where the firm files for itself."""
    clerk = declaration.filed_by
    if clerk is None or clerk.enterprise_id in (None, declaration.enterprise_id):
        return ""
    firm = clerk.enterprise
    return (firm.uscc or firm.file_reference or "") if firm is not None else ""


def _record(declaration: Declaration, *, now: datetime) -> tuple[int, int, list[str]]:
    """What the firm declared before, how often a fault was found, and its goods: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE accepted_at > %s),"  # noqa: S608
            " count(*) FILTER (WHERE state = %s),"
            f" ARRAY(SELECT hs6 FROM {EnterpriseGoods._meta.db_table} WHERE enterprise_id = %s)"
            f" FROM {Declaration._meta.db_table}"
            " WHERE enterprise_id = %s AND accepted_at > %s AND accepted_at <= %s AND id <> %s",
            [
                now - LOOK_BACK,
                DeclarationState.DETAINED.value,
                declaration.enterprise_id,
                declaration.enterprise_id,
                now - FAULTS_COUNT_FOR,
                now,
                declaration.pk,
            ],
        )
        recent, faults, known = cursor.fetchone()
    return recent, faults, known


def _item_facts(row: DeclarationItem, *, on: date, exported: bool) -> ItemFacts:
    """Goods that come in and goods that leave need other documents."""
    if exported:
        leaving = exit_needs_of(hs_code=row.hs_code, on=on)
        licence, inspection = leaving.licence is not None, leaving.inspection is not None
        tax = None
    else:
        rates = tariff.rates_for(row.hs_code, row.origin_id, on)
        licence, inspection = rates.licence, rates.inspection
        tax = _tax_at_stake(rates, row.value_cny)
    return ItemFacts(
        hs6=row.hs_code[:6],
        name=row.name,
        origin=row.origin_id,
        quantity=row.quantity if row.quantity is not None else Decimal(0),
        unit=row.unit,
        value_cny=row.value_cny,
        needs_licence=licence,
        needs_inspection=inspection,
        tax_cny=tax,
    )


def _tax_at_stake(rates: TariffRates, value: Decimal) -> Decimal:
    """Duty, consumption tax and VAT on the declared value; what is charged by quantity is left out.

    No bill: the charge behind a fault, for ranking. Nothing claimed, nothing apportioned.
    """
    with_duty = value * (1 + rates.duty_rate)
    whole = with_duty / (1 - rates.consumption_rate) * (1 + rates.vat_rate)
    return (whole - value).quantize(FEN)
