"""What an officer does on the wrist tablet: acknowledge an order, take a finding."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.journal.announce import announce
from customs_portal.kit import live
from customs_portal.kit.errors import DomainError
from hardware_adapters.controls.wearables import group_of
from hardware_adapters.events import FindingTakenOnWrist, OrderAcknowledgedOnWrist
from hardware_adapters.models import Buzz, DeviceFrame
from hardware_adapters.operations.hear_frame import refuse_frame
from hardware_adapters.ports import FrameFault
from hardware_adapters.states import DeviceKind

FINDINGS = ("NO_FAULT", "FAULT")


class NotYourOrder(DomainError):
    """This order was never sent to this officer's wrist."""

    code = "not_your_order"
    http_status = 403
    sentence = gettext_noop("This order was not sent to you.")
    remedy_sentence = gettext_noop("Only the drawn officers answer an order. Ask the dispatcher.")


class UnknownFinding(DomainError):
    """A finding is NO_FAULT or FAULT."""

    code = "unknown_finding"
    http_status = 422
    sentence = gettext_noop("A finding is either no fault or fault.")
    remedy_sentence = gettext_noop("Choose one of the two.")


class NoteMissing(DomainError):
    """Whoever finds a fault says what it is."""

    code = "note_missing"
    http_status = 422
    sentence = gettext_noop("A fault needs a sentence that says what was found.")
    remedy_sentence = gettext_noop("Write what you saw and send the finding again.")


@dataclass(frozen=True, kw_only=True)
class Finding:
    order_no: str
    finding: str
    note: str
    picture_keys: tuple[str, ...]
    seal_before: str = ""
    seal_after: str = ""


@transaction.atomic
def acknowledge_buzz(*, buzz_no: str, officer: str, device_code: str, now: datetime) -> bool:
    """The officer is on the way. False when that was known already."""
    row = Buzz.objects.select_for_update().filter(buzz_no=buzz_no, officer=officer).first()
    if row is None:
        raise NotYourOrder(field="buzz_no")
    if row.acknowledged_at is not None:
        return False
    row.acknowledged_at = now
    row.device_code = device_code
    row.save(update_fields=["acknowledged_at", "device_code"])
    announce(
        OrderAcknowledgedOnWrist(
            device_code=device_code,
            officer=officer,
            order_no=row.order_no,
            buzz_no=buzz_no,
            acknowledged_at=now,
        )
    )
    transaction.on_commit(lambda: live.hint(group_of(officer), settled=buzz_no))
    return True


@transaction.atomic
def take_finding(
    *, finding: Finding, officer: str, device_code: str, message_id: str, now: datetime
) -> bool:
    """Pass on what the open box showed. False when this very message was taken before."""
    check_finding(finding=finding, officer=officer)
    _, is_new = DeviceFrame.objects.get_or_create(
        device_code=f"wrist:{officer}"[:64], frame_id=message_id, defaults={"heard_at": now}
    )
    if not is_new:
        return False
    announce(
        FindingTakenOnWrist(
            device_code=device_code,
            officer=officer,
            order_no=finding.order_no,
            finding=finding.finding,
            note=finding.note,
            picture_keys=finding.picture_keys,
            seal_before=finding.seal_before,
            seal_after=finding.seal_after,
            taken_at=now,
        )
    )
    return True


def check_finding(*, finding: Finding, officer: str) -> None:
    """Raise what is wrong with it, before any picture is stored."""
    if finding.finding not in FINDINGS:
        raise UnknownFinding(field="finding")
    if finding.finding == "FAULT" and not finding.note.strip():
        raise NoteMissing(field="note")
    if not Buzz.objects.filter(officer=officer, order_no=finding.order_no).exists():
        raise NotYourOrder(field="order_no")


def with_pictures(*, finding: Finding, keys: tuple[str, ...]) -> Finding:
    return replace(finding, picture_keys=keys)


def refuse_message(*, device_code: str, fault: FrameFault, now: datetime) -> None:
    """Journal a message that no tablet of ours should ever send."""
    refuse_frame(device_code=device_code, kind=DeviceKind.WRIST_TABLET.value, fault=fault, now=now)
