"""Split, merge, part shipment (拆单, 并单, 分批): goods stay the same, bills do not."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.events import BillsChanged
from clearance.manifests.facts import BillPart
from clearance.manifests.models import Manifest, ManifestContainer, ManifestLine
from clearance.manifests.operations.amend_bill import ContainerElsewhere
from clearance.manifests.operations.find_bills import (
    own_bill,
    own_manifest,
    require_changeable,
    require_reason,
)
from clearance.manifests.operations.keep_history import as_it_stands, keep_version, put_containers
from clearance.manifests.states import Act, Because, Fate, Level
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.identifiers import check_container_no, check_transport_document


class BillIsDeclared(DomainError):
    """A decided declaration stands on this bill."""

    code = "bill_is_declared"
    sentence = gettext_noop("This bill is declared; its number can no longer be changed.")
    remedy_sentence = gettext_noop("Withdraw the declaration first, or amend the bill.")


class BillsDoNotFit(DomainError):
    """Only bills of one consignee, from one country, without house bills are merged."""

    code = "bills_do_not_fit"
    sentence = gettext_noop("These bills cannot become one.")
    remedy_sentence = gettext_noop(
        "Merge bills of one consignee and one country that have no house bills."
    )


class NumberTaken(DomainError):
    code = "number_taken"
    sentence = gettext_noop("A bill with this number stands already.")
    remedy_sentence = gettext_noop("Give the new bill a number of its own.")


@transaction.atomic
def split_bill(
    *,
    manifest_no: str,
    transport_document: str,
    parts: Sequence[BillPart],
    reason: str,
    by: User,
    now: datetime,
) -> list[str]:
    """Put the goods of one bill on several; pieces, weight and containers must add up.

    Raises ``NotPermitted``, ``NotFound``, ``Faults``, ``BillIsDeclared``, ``NumberTaken`` and
    what every change of a bill raises. Returns the new numbers.
    """
    manifest, line, said = _open(manifest_no, transport_document, reason, by)
    clean = _clean(parts)
    _require_sums(line, clean)
    before = as_it_stands(line)
    rows = _write(manifest, clean, of=line, by=by, now=now)
    _end(line, Fate.SPLIT)
    numbers = [row.transport_document for row in rows]
    keep_version(
        line=line, act=Act.SPLIT, before=before, after={"bills": numbers}, reason=said, by=by,
        now=now,
    )  # fmt: skip
    _tell(manifest, (transport_document, *numbers), Act.SPLIT, by=by, now=now)
    return numbers


@transaction.atomic
def merge_bills(
    *,
    manifest_no: str,
    transport_documents: Sequence[str],
    into: str,
    reason: str,
    by: User,
    now: datetime,
) -> str:
    """Put the goods of several bills of one consignee on one new bill; returns its number."""
    manifest = own_manifest(manifest_no=manifest_no, by=by)
    said = require_reason(reason)
    wanted = sorted(set(transport_documents))
    lines = [own_bill(manifest=manifest, transport_document=one) for one in wanted]
    for line in lines:
        require_changeable(line)
    alike = {(line.consignee_uscc, line.departure_country_id, line.state) for line in lines}
    above = any(line.master_id or line.houses.exists() for line in lines)
    if len(lines) < 2 or len(alike) > 1 or above:
        raise BillsDoNotFit(field="transport_documents")
    if any(line.declaration_no for line in lines):
        raise BillIsDeclared(field="transport_documents")
    part = BillPart(
        transport_document=into,
        pieces=sum(line.pieces for line in lines),
        gross_weight_kg=sum((line.gross_weight_kg for line in lines), Decimal(0)),
        container_nos=tuple(
            ManifestContainer.objects.filter(line__in=lines)
            .order_by("container_no")
            .values_list("container_no", flat=True)
        ),
    )
    (clean,) = _clean([part])
    for line in lines:
        before = as_it_stands(line)
        _end(line, Fate.MERGED)
        keep_version(
            line=line, act=Act.MERGE, before=before,
            after={"bills": [clean.transport_document]}, reason=said, by=by, now=now,
        )  # fmt: skip
    _write(manifest, [clean], of=lines[0], by=by, now=now)
    _tell(manifest, (*wanted, clean.transport_document), Act.MERGE, by=by, now=now)
    return clean.transport_document


@transaction.atomic
def ship_in_parts(
    *,
    manifest_no: str,
    part: BillPart,
    to_manifest_no: str,
    reason: str,
    by: User,
    now: datetime,
) -> int:
    """A share of the bill travels on another voyage under the same number.

    The bill keeps what stays; together its parts are the whole. Returns the number of the part.
    A declaration of the whole waits until the manifests of all parts add up to it.
    """
    manifest, line, said = _open(manifest_no, part.transport_document, reason, by, declared=True)
    other = own_manifest(manifest_no=to_manifest_no, by=by)
    (clean,) = _clean([part])
    before = as_it_stands(line)
    there = set(before["container_nos"])
    rest_pieces = line.pieces - clean.pieces
    rest_weight = line.gross_weight_kg - clean.gross_weight_kg
    if other.pk == manifest.pk or other.kind != manifest.kind or other.mode != manifest.mode:
        raise BillsDoNotFit(field="to_manifest_no")
    faults = [] if rest_pieces > 0 else [_not_a_share("pieces")]
    faults += [] if rest_weight > 0 else [_not_a_share("gross_weight_kg")]
    faults += [] if set(clean.container_nos) <= there else [_not_a_share("container_nos")]
    if faults:
        raise Faults(faults)
    last = ManifestLine.objects.filter(
        transport_document=line.transport_document, fate=Fate.STANDS
    ).aggregate(n=Max("part"))["n"]
    rest = tuple(sorted(there - set(clean.container_nos)))
    put_containers(line=line, container_nos=rest)
    line.note(pieces=rest_pieces, gross_weight_kg=rest_weight)
    _write(other, [clean], of=line, by=by, now=now, number=last + 1)
    after = as_it_stands(line)
    keep_version(line=line, act=Act.PART, before=before, after=after, reason=said, by=by, now=now)
    _tell(manifest, (line.transport_document,), Act.PART, by=by, now=now)
    return int(last) + 1


def next_position(*, manifest: Manifest) -> int:
    """The first free place on a manifest whose row the caller holds."""
    last = manifest.lines.aggregate(n=Max("position"))["n"]
    return 0 if last is None else int(last) + 1


def _open(
    manifest_no: str, transport_document: str, reason: str, by: User, *, declared: bool = False
) -> tuple[Manifest, ManifestLine, str]:
    manifest = own_manifest(manifest_no=manifest_no, by=by)
    line = own_bill(manifest=manifest, transport_document=transport_document)
    said = require_reason(reason)
    require_changeable(line)
    if line.houses.filter(fate=Fate.STANDS).exists():
        raise BillsDoNotFit(field="transport_document")
    if line.declaration_no and not declared:
        raise BillIsDeclared(field="transport_document")
    return manifest, line, said


def _clean(parts: Sequence[BillPart]) -> list[BillPart]:
    faults: list[Fault] = []
    clean = []
    for i, part in enumerate(parts):
        try:
            number = check_transport_document(part.transport_document)
            boxes = tuple(check_container_no(box) for box in part.container_nos)
        except Fault as fault:
            fault.field = f"parts[{i}]"
            faults.append(fault)
            continue
        if part.pieces <= 0 or part.gross_weight_kg <= 0:
            faults.append(_not_a_share(f"parts[{i}].pieces"))
        clean.append(
            BillPart(
                transport_document=number,
                pieces=part.pieces,
                gross_weight_kg=part.gross_weight_kg,
                container_nos=boxes,
            )
        )
    if faults:
        raise Faults(faults)
    return clean


def _require_sums(line: ManifestLine, parts: Sequence[BillPart]) -> None:
    """Nothing may appear or vanish."""
    faults = []
    if len(parts) < 2:
        faults.append(_not_a_share("parts"))
    if sum(part.pieces for part in parts) != line.pieces:
        faults.append(_does_not_add_up("pieces", str(line.pieces)))
    if sum((part.gross_weight_kg for part in parts), Decimal(0)) != line.gross_weight_kg:
        weight = f"{line.gross_weight_kg.normalize():f}"
        faults.append(_does_not_add_up("gross_weight_kg", weight))
    there = set(line.containers.values_list("container_no", flat=True))
    given = Counter(box for part in parts for box in part.container_nos)
    if set(given) != there:
        faults.append(_does_not_add_up("container_nos", ", ".join(sorted(there)) or "–"))
    if faults:
        raise Faults(faults)


def _does_not_add_up(field: str, whole: str) -> Fault:
    return Fault(
        _("The parts do not add up to the bill: %(whole)s.") % {"whole": whole},
        field=field,
        rule="split.sum",
        remedy=_("Give every piece, kilogram and container to exactly one new bill."),
    )


def _not_a_share(field: str) -> Fault:
    return Fault(
        _("A part is less than the whole and more than nothing."),
        field=field,
        rule="split.part",
        remedy=_("Check pieces, weight and containers of the part."),
    )


def _write(
    manifest: Manifest,
    parts: Sequence[BillPart],
    *,
    of: ManifestLine,
    by: User,
    now: datetime,
    number: int = 1,
) -> list[ManifestLine]:
    """New lines that inherit everything but number and amounts."""
    place = next_position(manifest=manifest)
    why = told(at=now, by=by, reason=Because.RESHAPED)
    shared = Counter(box for part in parts for box in part.container_nos)
    try:
        with transaction.atomic():
            of.containers.filter(manifest=manifest).delete()
            rows = ManifestLine.objects.bulk_create(
                ManifestLine(
                    manifest=manifest,
                    position=place + n,
                    transport_document=part.transport_document,
                    part=number,
                    level=of.level if of.manifest_id == manifest.pk else Level.MASTER,
                    master_id=of.master_id if of.manifest_id == manifest.pk else None,
                    origin=of,
                    gross_weight_kg=part.gross_weight_kg,
                    pieces=part.pieces,
                    package_kind=of.package_kind,
                    goods_name=of.goods_name,
                    shipper_name=of.shipper_name,
                    consignee_name=of.consignee_name,
                    consignee_address=of.consignee_address,
                    notify_name=of.notify_name,
                    consignee_uscc=of.consignee_uscc,
                    departure_country_id=of.departure_country_id,
                    un_number=of.un_number,
                    dangerous_class=of.dangerous_class,
                    state=of.state,
                    state_reason=of.state_reason,
                    decided_by_id=of.decided_by_id,
                    decided_at=of.decided_at,
                    declaration_no=of.declaration_no if number > 1 else "",
                    declared_at=of.declared_at if number > 1 else None,
                    move=why,
                )
                for n, part in enumerate(parts)
            )
            ManifestContainer.objects.bulk_create(
                ManifestContainer(
                    line=row,
                    manifest=manifest,
                    container_no=box,
                    shared=of.master_id is not None or shared[box] > 1,
                )
                for row, part in zip(rows, parts, strict=True)
                for box in part.container_nos
            )
    except IntegrityError as error:
        if "container" in str(error):
            raise ContainerElsewhere(field="container_nos") from error
        raise NumberTaken(field="parts") from error
    return rows


def _end(line: ManifestLine, fate: Fate) -> None:
    line.containers.all().delete()
    line.note(fate=fate)


def _tell(
    manifest: Manifest, documents: Sequence[str], act: Act, *, by: User, now: datetime
) -> None:
    announce(
        BillsChanged(
            manifest_no=manifest.manifest_no,
            transport_documents=tuple(documents),
            act=act,
            changed_at=now,
        ),
        actor=by,
    )
