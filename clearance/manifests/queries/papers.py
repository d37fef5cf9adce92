"""What is written about bills: locks, versions, landed differences, messages to the terminal."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clearance.manifests.models import LandedDifference, LineChange, LineLock, TerminalMessage
from clearance.manifests.states import ChangeState


@dataclass(frozen=True, kw_only=True)
class LockView:
    owner: str
    reason: str
    placed_at: datetime
    expires_at: datetime
    lifted_by: str
    lifted_at: datetime | None
    lift_reason: str
    expired: bool

    @property
    def is_open(self) -> bool:
        return self.lifted_at is None


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """One version; ``fields`` are (label, before, after)."""

    change_id: int
    version: int
    act: str
    act_label: str
    fields: tuple[tuple[str, str, str], ...]
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    state_label: str
    decided_by: str
    decision_reason: str
    transport_document: str = ""


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    difference_id: int
    transport_document: str
    container_no: str
    kind_label: str
    measure: str
    measure_label: str
    expected: Decimal
    found: Decimal
    state: str
    state_label: str
    resolution_label: str
    reason: str
    resolved_by: str
    may_correct: bool


@dataclass(frozen=True, kw_only=True)
class MessageView:
    message_no: str
    kind_label: str
    container_no: str
    state: str
    state_label: str
    attempts: int
    last_error: str
    queued_at: datetime
    acknowledged_at: datetime | None


def open_changes(*, limit: int = 50) -> list[ChangeView]:
    """Changes that wait for an officer, oldest first."""
    rows = LineChange.objects.filter(state=ChangeState.PENDING)
    rows = rows.select_related("asked_by", "decided_by", "line").order_by("asked_at")
    return [change_view(row) for row in rows[:limit]]


def differences_on(*, manifest_no: str, limit: int = 200) -> list[DifferenceView]:
    rows = LandedDifference.objects.filter(manifest__manifest_no=manifest_no)
    return [difference_view(row) for row in in_order(rows)[:limit]]


def reason_in_words(reason: str) -> str:
    """Rules of the house in words; what an officer wrote stays as it is."""
    rule, _colon, rest = reason.partition(":")
    if rule == "manifest.late":
        return _("The manifest was lodged after its time limit.")
    if rule == "manifest.sensitive_words":
        return _("The goods name holds a sensitive word: %(word)s.") % {"word": rest.strip()}
    return reason


def lock_view(row: LineLock) -> LockView:
    return LockView(
        owner=row.owner.get_username(),
        reason=row.reason,
        placed_at=row.placed_at,
        expires_at=row.expires_at,
        lifted_by=row.lifted_by.get_username() if row.lifted_by else "",
        lifted_at=row.lifted_at,
        lift_reason=row.lift_reason,
        expired=row.expired,
    )


def change_view(row: LineChange) -> ChangeView:
    return ChangeView(
        change_id=row.pk,
        version=row.version,
        act=row.act,
        act_label=row.get_act_display(),
        fields=tuple(
            (field_label(name), _text(row.before.get(name)), _text(value))
            for name, value in row.after.items()
        ),
        reason=row.reason,
        asked_by=row.asked_by.get_username(),
        asked_at=row.asked_at,
        state=row.state,
        state_label=row.get_state_display(),
        decided_by=row.decided_by.get_username() if row.decided_by else "",
        decision_reason=row.decision_reason,
        transport_document=row.line.transport_document,
    )


def in_order(rows: QuerySet[LandedDifference]) -> QuerySet[LandedDifference]:
    return rows.select_related("resolved_by").order_by("-state", "-pk")


def difference_view(row: LandedDifference) -> DifferenceView:
    return DifferenceView(
        difference_id=row.pk,
        transport_document=row.transport_document,
        container_no=row.container_no,
        kind_label=row.get_kind_display(),
        measure=row.measure,
        measure_label=row.get_measure_display(),
        expected=row.expected,
        found=row.found,
        state=row.state,
        state_label=row.get_state_display(),
        resolution_label=row.get_resolution_display() if row.resolution else "",
        reason=row.reason,
        resolved_by=row.resolved_by.get_username() if row.resolved_by else "",
        may_correct=row.line_id is not None
        and row.measure != "BILL"
        and (row.measure == "CONTAINER" or row.found > 0),
    )


def message_view(row: TerminalMessage) -> MessageView:
    return MessageView(
        message_no=str(row.message_no),
        kind_label=row.get_kind_display(),
        container_no=row.container_no,
        state=row.state,
        state_label=row.get_state_display(),
        attempts=row.attempts,
        last_error=row.last_error,
        queued_at=row.queued_at,
        acknowledged_at=row.acknowledged_at,
    )


def field_label(name: str) -> str:
    """The words of a field of a bill."""
    return {
        "transport_document": _("Bill of lading"),
        "gross_weight_kg": _("Gross weight"),
        "pieces": _("Pieces"),
        "package_kind": _("Packages"),
        "goods_name": _("Goods"),
        "shipper_name": _("Shipper"),
        "consignee_name": _("Consignee"),
        "consignee_address": _("Address of the consignee"),
        "consignee_uscc": _("Consignee's USCC"),
        "departure_country": _("Country"),
        "container_nos": _("Containers"),
        "manifest_no": _("Manifest"),
        "vessel": _("Vessel"),
        "voyage": _("Voyage"),
        "onward": _("Goes on by"),
        "bills": _("New bills"),
        "shut_out_at": _("Shut out"),
    }.get(name, name)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
