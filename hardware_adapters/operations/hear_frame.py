"""A frame from a device becomes news: once, however often the device sends it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.journal.events import Event
from customs_portal.journal.moves import told
from hardware_adapters.devices.frames import Tile
from hardware_adapters.events import ContainerUnread, FrameRefused, FrameShown
from hardware_adapters.facts import Fix
from hardware_adapters.models import DeviceFrame, LatestFrame, Sighting
from hardware_adapters.operations.keep_fixes import keep_fixes
from hardware_adapters.ports import FrameFault

LEDGER_PERIOD = timedelta(days=7)


def heard_before(*, device_code: str, frame_id: str) -> bool:
    """Whether this very frame was committed already (its acknowledgement was lost)."""
    return DeviceFrame.objects.filter(device_code=device_code, frame_id=frame_id).exists()


@transaction.atomic
def hear_frame(
    *,
    device_code: str,
    frame_id: str,
    events: Sequence[Event],
    now: datetime,
    tile: Tile | None = None,
    fixes: Sequence[Fix] = (),
) -> bool:
    """Announce what the frame says, together with the mark that it was heard.

    False, and nothing changes, when the same frame was heard before. Raises ``FrameFault``
    when positions do not follow from what the device reported before.
    """
    if not DeviceFrame.objects.enter(device_code=device_code, frame_id=frame_id, at=now):
        return False
    if fixes:
        keep_fixes(device_code=device_code, fixes=fixes, now=now)
    for event in events:
        if isinstance(event, ContainerUnread):
            _queue_for_a_person(event)
        announce(event)
    if tile is not None:
        _show(device_code, tile)
    return True


def _queue_for_a_person(event: ContainerUnread) -> None:
    Sighting.objects.create(
        sighting_no=event.sighting_no,
        device_code=event.device_code,
        place_code=event.place_code,
        readings=list(event.readings),
        picture_key=event.picture_key,
        seen_at=event.seen_at,
        move=told(at=event.seen_at, reason=", ".join(event.readings)[:200]),
    )


def _show(device_code: str, tile: Tile) -> None:
    LatestFrame.objects.update_or_create(
        device_code=device_code,
        defaults={
            "kind": tile.kind,
            "place_code": tile.place_code,
            "picture": tile.jpeg,
            "picture_key": tile.picture_key,
            "seen_at": tile.seen_at,
        },
    )
    shown = FrameShown(
        device_code=device_code,
        kind=tile.kind.value,
        place_code=tile.place_code,
        picture_key=tile.picture_key,
        seen_at=tile.seen_at,
    )
    transaction.on_commit(lambda: announce(shown))


@transaction.atomic
def refuse_frame(*, device_code: str, kind: str, fault: FrameFault, now: datetime) -> None:
    """Journal why a frame was refused; nothing of the frame itself is kept."""
    announce(
        FrameRefused(
            device_code=device_code,
            kind=kind,
            field=fault.field,
            rule=fault.rule,
            remedy=fault.remedy,
            at=now,
        )
    )


def forget_old_frames(*, now: datetime) -> int:
    """Prune the ledger: no device resends what is older than ``LEDGER_PERIOD``."""
    return DeviceFrame.objects.filter(heard_at__lt=now - LEDGER_PERIOD).delete()[0]
