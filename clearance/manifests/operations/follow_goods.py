"""What declarations and gates tell a bill: declared, released, gone. In their transactions."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from clearance.manifests.events import BillReleased
from clearance.manifests.models import (
    LandedDifference,
    LineLock,
    ManifestContainer,
    ManifestLine,
)
from clearance.manifests.operations.tell_terminal import queue_messages
from clearance.manifests.states import (
    STOPPED,
    BillState,
    DifferenceState,
    Fate,
    Kind,
    MessageKind,
)
from customs_portal.journal.announce import announce


def bind_declaration(*, transport_document: str, declaration_no: str, at: datetime) -> int:
    """The bill is declared under this number; returns how many lines learnt it now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {ManifestLine._meta.db_table} SET declaration_no = %s, declared_at = %s"  # noqa: S608
            " WHERE transport_document = %s AND fate = %s AND declaration_no <> %s",
            [declaration_no, at, transport_document, Fate.STANDS.value, declaration_no],
        )
        return int(cursor.rowcount)


@transaction.atomic
def unbind_declaration(*, declaration_no: str) -> int:
    """The declaration was withdrawn: the bill is free to be declared again."""
    return (
        ManifestLine.objects.filter(declaration_no=declaration_no)
        .exclude(state=BillState.RELEASED)
        .update(declaration_no="", declared_at=None)
    )


@transaction.atomic
def release_goods(*, transport_document: str, container_no: str, now: datetime) -> bool:
    """Release a container under its bill, or the whole bill when no container is named.

    False when the bill may not be released: an officer's lock on it or on its master, a state
    that stops it, or a landed difference nobody has ended. Goods without a manifest (imported
    files) have nothing here that could stop them. The rows stay locked until the caller commits,
    so that a lock placed at the same moment is either seen here or refused there.
    """
    lines = _locked(transport_document)
    if container_no:
        held = set(
            ManifestContainer.objects.filter(line__in=lines, container_no=container_no).values_list(
                "line_id", flat=True
            )
        )
        lines = [line for line in lines if line.pk in held] or lines
    if not lines:
        return True
    if any(line.state in STOPPED for line in lines) or _is_stopped(lines, now=now):
        return False
    boxes = ManifestContainer.objects.filter(line__in=lines, released_at=None)
    if container_no:
        boxes.filter(container_no=container_no).update(released_at=now)
    else:
        boxes.update(released_at=now)
    open_lines = set(boxes.values_list("line_id", flat=True))
    for line in lines:
        if line.pk not in open_lines and line.state == BillState.ACCEPTED:
            _release(line, now=now)
    export = lines[0].manifest.kind == Kind.PRE_LOADING
    queue_messages(
        lines=lines[:1] if container_no else lines,
        kind=MessageKind.MAY_LOAD if export else MessageKind.RELEASE,
        container_nos=(container_no,),
        now=now,
    )
    return True


@transaction.atomic
def note_left(*, transport_document: str, container_no: str, left_at: datetime) -> None:
    """The gate let the container out; with its last one the bill is written off (核销)."""
    lines = ManifestLine.objects.filter(transport_document=transport_document, fate=Fate.STANDS)
    ManifestContainer.objects.filter(
        line__in=lines, container_no=container_no, left_at=None
    ).update(left_at=left_at)
    lines.filter(left_at=None, containers__container_no=container_no).exclude(
        pk__in=ManifestContainer.objects.filter(line__in=lines, left_at=None).values("line")
    ).update(left_at=left_at)


def _locked(transport_document: str) -> list[ManifestLine]:
    """The standing lines of the bill; their masters are locked with them, in one order."""
    wanted = Q(transport_document=transport_document, fate=Fate.STANDS)
    masters = ManifestLine.objects.filter(wanted, master__isnull=False).values("master")
    rows = (
        ManifestLine.objects.select_for_update(of=("self",))
        .select_related("manifest")
        .filter(wanted | Q(pk__in=masters))
        .order_by("pk")
    )
    return [line for line in rows if line.transport_document == transport_document]


def _is_stopped(lines: list[ManifestLine], *, now: datetime) -> bool:
    above = [line.pk for line in lines] + [line.master_id for line in lines if line.master_id]
    if LineLock.objects.filter(line__in=above, lifted_at=None, expires_at__gt=now).exists():
        return True
    return LandedDifference.objects.filter(line__in=lines, state=DifferenceState.OPEN).exists()


def _release(line: ManifestLine, *, now: datetime) -> None:
    line.release(at=now)
    announce(
        BillReleased(
            manifest_no=line.manifest.manifest_no,
            transport_document=line.transport_document,
            released_at=now,
        )
    )
    if line.master_id is None:
        return
    master = ManifestLine.objects.get(pk=line.master_id)  # locked with its house
    rest = master.houses.filter(fate=Fate.STANDS).exclude(state=BillState.RELEASED)
    if master.state == BillState.ACCEPTED and not rest.exists():
        master.manifest = line.manifest
        master.containers.filter(released_at=None).update(released_at=now)
        _release(master, now=now)
