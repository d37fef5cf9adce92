"""The release decision: compare with the manifest, let risk judge, clear or hold."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone

from clearance.declarations.events import ManifestMismatchFound, ReleaseDecided
from clearance.declarations.facts import DeclaredSide, ManifestSide, Mismatch
from clearance.declarations.models import Declaration, DeclarationItem, EnterpriseGoods
from clearance.declarations.rules.mismatches import compare
from clearance.declarations.states import DeclarationState
from clearance.manifests.operations.follow_goods import bind_declaration
from clearance.manifests.queries import ManifestLineView
from customs_portal.journal.announce import announce
from customs_portal.registry import law, tariff
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.facts import ItemFacts, ShipmentFacts

LOOK_BACK = timedelta(days=90)
FAULTS_COUNT_FOR = timedelta(days=365)


def decide_release(
    *, declaration: Declaration, line: ManifestLineView | None, now: datetime
) -> None:
    """Within the caller's transaction, which holds the declaration's row.

    Without a ``line`` a declaration of the form or the API stays AWAITING_MANIFEST; one from
    a file, which knows no manifests, is judged at once.
    """
    if line is None and declaration.source != Declaration.Source.FILE:
        return
    on = timezone.localdate(now)
    review_by = now + timedelta(minutes=int(law.ask("declaration.review_minutes", on=on).value))
    if line is not None:
        bind_declaration(
            transport_document=declaration.transport_document,
            declaration_no=declaration.declaration_no,
            at=declaration.accepted_at,
        )
        mismatches = mismatches_of(declaration=declaration, line=line, on=on)
        if mismatches:
            declaration.differ(
                mismatches=[asdict(one) for one in mismatches],
                manifest_no=line.manifest_no,
                by=review_by,
            )
            announce(
                ManifestMismatchFound(
                    declaration_no=declaration.declaration_no,
                    transport_document=declaration.transport_document,
                    fields=tuple(one.field for one in mismatches),
                    found_at=now,
                )
            )
            return
    _judge(declaration, line, on=on, review_by=review_by, now=now)


def judge_again(
    *, declaration: Declaration, line: ManifestLineView | None, review_by: datetime, now: datetime
) -> None:
    """Judge a decided declaration on its amended facts; a hit holds what was only cleared."""
    facts = _facts(declaration, line, on=timezone.localdate(now), now=now)
    verdict = assess_shipment(facts=facts, now=now)
    before = declaration.state
    declaration.judge_again(
        controlled=verdict.is_controlled,
        score=verdict.score,
        assessment_no=verdict.assessment_no,
        at=now,
        review_by=review_by,
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


def mismatches_of(
    *, declaration: Declaration, line: ManifestLineView, on: date
) -> tuple[Mismatch, ...]:
    return compare(
        declared=DeclaredSide(
            vessel=declaration.vessel,
            voyage=declaration.voyage,
            containers=_container_nos(declaration),
            gross_weight_kg=declaration.gross_weight_kg,
            pieces=declaration.pieces,
            departure_country=declaration.departure_country_id,
        ),
        manifest=ManifestSide(
            vessel=line.vessel,
            voyage=line.voyage,
            containers=line.containers,
            gross_weight_kg=line.gross_weight_kg,
            pieces=line.pieces,
            departure_country=line.departure_country,
        ),
        tolerance_permille=law.ask("declaration.weight_tolerance_permille", on=on).decimal,
    )


def _judge(
    declaration: Declaration,
    line: ManifestLineView | None,
    *,
    on: date,
    review_by: datetime,
    now: datetime,
) -> None:
    facts = _facts(declaration, line, on=on, now=now)
    alone = declaration.source != Declaration.Source.FILE  # a file is told of chunk by chunk
    verdict = assess_shipment(facts=facts, now=now, told=alone)
    declaration.judge(
        controlled=verdict.is_controlled,
        score=verdict.score,
        assessment_no=verdict.assessment_no,
        manifest_no=line.manifest_no if line is not None else "",
        at=now,
        review_by=review_by,
    )
    if alone or verdict.is_controlled:
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


def _facts(
    declaration: Declaration, line: ManifestLineView | None, *, on: date, now: datetime
) -> ShipmentFacts:
    enterprise = declaration.enterprise
    others = Declaration.objects.filter(
        enterprise=enterprise, accepted_at__gt=now - FAULTS_COUNT_FOR, accepted_at__lte=now
    ).exclude(pk=declaration.pk)
    counts = others.aggregate(
        recent=Count("pk", filter=Q(accepted_at__gt=now - LOOK_BACK)),
        faults=Count("pk", filter=Q(state=DeclarationState.DETAINED)),
    )
    return ShipmentFacts(
        reference=declaration.declaration_no,
        on=on,
        transport_mode=declaration.transport_mode,
        grade=declaration.grade,
        enterprise_key=enterprise.uscc or enterprise.file_reference or "",
        departure_country=declaration.departure_country_id,
        items=tuple(
            _item_facts(row, on=on) for row in declaration.items.filter(step=1).order_by("position")
        ),
        value_cny=declaration.value_cny,
        gross_weight_kg=declaration.gross_weight_kg,
        manifest_weight_kg=line.gross_weight_kg if line is not None else None,
        manifest_pieces=line.pieces if line is not None else None,
        declared_pieces=declaration.pieces,
        container_nos=_container_nos(declaration),
        involves_licence=declaration.involves_licence,
        involves_inspection=declaration.involves_inspection,
        involves_tax=declaration.involves_tax,
        declarations_last_90_days=counts["recent"],
        faults_last_365_days=counts["faults"],
        known_hs6=frozenset(
            EnterpriseGoods.objects.filter(enterprise=enterprise).values_list("hs6", flat=True)
        ),
    )


def _item_facts(row: DeclarationItem, *, on: date) -> ItemFacts:
    rates = tariff.rates_for(row.hs_code, row.origin_id, on)
    return ItemFacts(
        hs6=row.hs_code[:6],
        name=row.name,
        origin=row.origin_id,
        quantity=row.quantity if row.quantity is not None else Decimal(0),
        unit=row.unit,
        value_cny=row.value_cny,
        needs_licence=rates.licence,
        needs_inspection=rates.inspection,
    )


def _container_nos(declaration: Declaration) -> tuple[str, ...]:
    if declaration.source == Declaration.Source.FILE:
        return ()
    return tuple(declaration.containers.order_by("pk").values_list("container_no", flat=True))
