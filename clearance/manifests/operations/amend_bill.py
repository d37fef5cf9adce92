"""Changing what a bill says (舱单变更): at once before arrival, with an officer's yes after it."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.events import BillChangeAsked, BillChangeRefused, BillsChanged
from clearance.manifests.facts import Amendment, LodgedLine
from clearance.manifests.models import LineChange, ManifestLine
from clearance.manifests.operations.check_bills import Registers, check_bill
from clearance.manifests.operations.find_bills import (
    own_bill,
    own_manifest,
    require_changeable,
    require_officer,
    require_reason,
)
from clearance.manifests.operations.keep_history import (
    as_it_stands,
    as_json,
    keep_version,
    put_containers,
)
from clearance.manifests.states import Act, ChangeState
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.registry import law
from customs_portal.registry.models import Country


class ChangeAlreadyAsked(DomainError):
    """One change of a bill waits at a time."""

    code = "change_already_asked"
    sentence = gettext_noop("A change of this bill already waits for an officer.")
    remedy_sentence = gettext_noop("Wait for the decision, then ask for the next change.")


class NothingChanges(Fault):
    """The amendment says what the bill says already."""

    code = "nothing_changes"
    sentence = gettext_noop("Nothing on the bill would change.")
    remedy_sentence = gettext_noop("Enter at least one answer that differs.")


class ContainerElsewhere(DomainError):
    """Another bill of the voyage carries the container."""

    code = "container_elsewhere"
    sentence = gettext_noop("Another bill of this manifest carries that container.")
    remedy_sentence = gettext_noop("Amend the other bill first.")


@transaction.atomic
def amend_bill(
    *,
    manifest_no: str,
    transport_document: str,
    amendment: Amendment,
    reason: str,
    by: User,
    now: datetime,
) -> LineChange:
    """Amend at once, or ask: after arrival, or once the bill is declared, an officer decides.

    Raises ``NotPermitted``, ``NotFound``, ``BillAlreadyReleased``, ``BillRefused``, ``Faults``,
    ``NothingChanges``, ``ChangeAlreadyAsked`` or ``ContainerElsewhere``.
    """
    manifest = own_manifest(manifest_no=manifest_no, by=by)
    line = own_bill(manifest=manifest, transport_document=transport_document)
    said = require_reason(reason)
    require_changeable(line)
    before = as_it_stands(line)
    asked = {k: v for k, v in asdict(amendment).items() if v is not None}
    after = before | {k: as_json(v) for k, v in _checked(line, before, asked, now=now).items()}
    if after == before:
        raise NothingChanges(field="pieces")
    if line.changes.filter(state=ChangeState.PENDING).exists():
        raise ChangeAlreadyAsked(field="transport_document")
    at_once = manifest.arrived_at is None and manifest.sailed_at is None and not line.declaration_no
    change = keep_version(
        line=line,
        act=Act.AMEND,
        before=before,
        after=after,
        reason=said,
        by=by,
        now=now,
        state=ChangeState.APPLIED if at_once else ChangeState.PENDING,
    )
    if at_once:
        _apply(line, change, by=by, now=now)
    else:
        announce(
            BillChangeAsked(
                manifest_no=manifest.manifest_no,
                transport_document=line.transport_document,
                act=Act.AMEND,
                fields=tuple(change.after),
                asked_at=now,
            ),
            actor=by,
        )
    return change


@transaction.atomic
def decide_change(*, change_id: int, agree: bool, reason: str, by: User, now: datetime) -> str:
    """The officer's yes or no to a waiting change; returns the change's state.

    Raises ``NotPermitted``, ``NotFound``, ``Fault`` (reason), ``IllegalMove``.
    """
    require_officer(by)
    said = require_reason(reason)
    change = (
        LineChange.objects.select_for_update(of=("self",))
        .select_related("line__manifest")
        .filter(pk=change_id)
        .first()
    )
    if change is None:
        raise NotFound(field="change")
    change.decide(ChangeState.APPLIED if agree else ChangeState.REFUSED, by=by, reason=said, at=now)
    line = ManifestLine.objects.select_for_update().get(pk=change.line_id)
    line.manifest = change.line.manifest
    if agree:
        require_changeable(line)
        line.note(version=line.version + 1)
        _apply(line, change, by=by, now=now)
    else:
        announce(
            BillChangeRefused(
                manifest_no=line.manifest.manifest_no,
                transport_document=line.transport_document,
                reason=said,
                refused_at=now,
            ),
            actor=by,
        )
    return change.state


def put_on_bill(*, line: ManifestLine, after: dict[str, Any]) -> None:
    """Write the new words and amounts on the bill. Raises ``ContainerElsewhere``."""
    fields: dict[str, Any] = {
        "departure_country_id" if name == "departure_country" else name: value
        for name, value in after.items()
        if name != "container_nos"
    }
    if "gross_weight_kg" in fields:
        fields["gross_weight_kg"] = Decimal(fields["gross_weight_kg"])
    if fields:
        ManifestLine.objects.filter(pk=line.pk).update(**fields)
    if "container_nos" in after:
        try:
            with transaction.atomic():
                put_containers(line=line, container_nos=tuple(after["container_nos"]))
        except IntegrityError as error:
            raise ContainerElsewhere(field="container_nos") from error


def _apply(line: ManifestLine, change: LineChange, *, by: User, now: datetime) -> None:
    put_on_bill(line=line, after=change.after)
    announce(
        BillsChanged(
            manifest_no=line.manifest.manifest_no,
            transport_documents=(line.transport_document,),
            act=Act.AMEND,
            changed_at=now,
        ),
        actor=by,
    )


def _checked(
    line: ManifestLine, before: dict[str, Any], asked: dict[str, Any], *, now: datetime
) -> dict[str, Any]:
    """The asked answers as the portal keeps them, checked as if the bill were lodged anew."""
    faults: list[Fault] = []
    whole: dict[str, Any] = before | asked
    whole["gross_weight_kg"] = Decimal(whole["gross_weight_kg"])
    whole["container_nos"] = tuple(whole["container_nos"])
    clean = check_bill(
        line=LodgedLine(
            **whole,
            master="" if line.master_id is None else line.transport_document,
        ),
        path="",
        registers=Registers(
            mode="2",
            countries=frozenset(Country.objects.values_list("code", flat=True)),
            heaviest=law.ask("declaration.absurd_weight_kg", on=timezone.localdate(now)).decimal,
        ),
        faults=faults,
    )
    if not clean.goods_name:
        faults.append(
            Fault(
                _("This answer is missing."),
                field="goods_name",
                rule="required",
                remedy=_("Fill in this field."),
            )
        )
    for fault in faults:
        fault.field = fault.field.removeprefix(".")
    if faults:
        raise Faults(faults)
    kept = {name: getattr(clean, name) for name in asked}
    if "container_nos" in kept:
        kept["container_nos"] = tuple(sorted(kept["container_nos"]))
    return kept
