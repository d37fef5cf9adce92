"""The carrier lodges the manifest of a voyage (原始舱单, 预配舱单)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.manifests.events import BillsSentToOfficer, ManifestAccepted, ManifestLodgedLate
from clearance.manifests.facts import LodgedLine, LodgedManifest
from clearance.manifests.models import Manifest, ManifestSequence
from clearance.manifests.operations.check_manifest import check_manifest
from clearance.manifests.operations.store_bills import store_bills
from clearance.manifests.rules.deadlines import Hours, limit_law, lodge_by, minutes_late
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Faults, NotPermitted
from customs_portal.registry import law
from customs_portal.registry.models import Place

TOLD_AT_ONCE = 1_000
LATE = "manifest.late"
SENSITIVE = "manifest.sensitive_words"


class VoyageAlreadyLodged(DomainError):
    """The same ship lodged this voyage before."""

    code = "voyage_already_lodged"
    sentence = gettext_noop("A manifest for this ship and voyage was already lodged.")
    remedy_sentence = gettext_noop("Check the voyage number, or open the manifest that stands.")


class BillJustLodged(DomainError):
    """Somebody else lodged one of these bills a moment ago."""

    code = "bill_just_lodged"
    sentence = gettext_noop("One of these bills was lodged by another manifest a moment ago.")
    remedy_sentence = gettext_noop("Send the manifest again: the answer names the bill.")


@transaction.atomic
def lodge_manifest(*, lodged: LodgedManifest, by: User, now: datetime) -> Manifest:
    """Accept the manifest whole or refuse it whole, naming every fault with its path.

    A manifest after its time limit is taken and marked: its bills wait for an officer (02), as
    does a bill whose goods name holds a sensitive word. What waits cannot be declared against.
    Raises ``NotPermitted``, ``Faults`` (``lines[2].container_no`` ...), ``VoyageAlreadyLodged``
    or ``BillJustLodged``.
    """
    if not by.holds(Duty.FILE_MANIFEST) or by.enterprise is None:
        raise NotPermitted
    faults, clean = check_manifest(lodged=lodged, now=now)
    if faults:
        raise Faults(faults)
    limit = _limit(clean, now=now)
    late = minutes_late(lodged_at=now, limit=limit)
    try:
        with transaction.atomic():
            manifest = Manifest.objects.create(
                manifest_no=_next_number(on=now.date()),
                mode=clean.mode,
                kind=clean.kind,
                carrier=by.enterprise,
                vessel=clean.vessel,
                imo=clean.imo,
                voyage=clean.voyage,
                loading_port_id=clean.loading_port,
                berth=Place.objects.get(code=clean.place_code),
                loading_at=clean.loading_at,
                expected_at=clean.expected_at,
                accepted_at=now,
                lodge_by=limit,
                late_minutes=late,
            )
    except IntegrityError as error:
        raise VoyageAlreadyLodged(field="voyage", voyage=lodged.voyage) from error
    waiting = _waiting(clean.lines, late=late is not None, on=timezone.localdate(now))
    try:
        with transaction.atomic():
            store_bills(
                manifest=manifest,
                lines=clean.lines,
                waiting=waiting,
                laws=_laws(clean) if waiting else {},
                by=by,
            )
    except IntegrityError as error:
        raise BillJustLodged(field="lines") from error
    _tell(manifest, clean.lines, waiting, by=by, now=now)
    return manifest


def _limit(lodged: LodgedManifest, *, now: datetime) -> datetime | None:
    """The limit of the law on the day the goods are loaded, or arrive."""
    on = timezone.localdate(lodged.loading_at or lodged.expected_at)

    def hours(key: str) -> int:
        return int(law.ask(f"manifest.{key}", on=on).value)

    return lodge_by(
        mode=lodged.mode,
        kind=lodged.kind,
        containers=any(line.container_nos for line in lodged.lines),
        loading_at=lodged.loading_at,
        expected_at=lodged.expected_at,
        hours=Hours(
            import_sea_container=hours("import_sea_container_hours"),
            import_sea_other=hours("import_sea_other_hours"),
            import_air_long=hours("import_air_long_hours"),
            air_long_from_minutes=hours("air_long_from_minutes"),
            import_rail=hours("import_rail_hours"),
            import_road=hours("import_road_hours"),
            export_sea_container=hours("export_sea_container_hours"),
            export_other=hours("export_other_hours"),
            export_air=hours("export_air_hours"),
        ),
    )


def _waiting(lines: Sequence[LodgedLine], *, late: bool, on: date) -> dict[int, str]:
    """By place: why a bill waits for an officer."""
    words = [str(word).upper() for word in law.ask("manifest.sensitive_words", on=on).value]
    found: dict[int, str] = {}
    for place, line in enumerate(lines):
        name = line.goods_name.upper()
        hit = next((word for word in words if word in name), "")
        if hit:
            found[place] = f"{SENSITIVE}: {hit}"
        elif late:
            found[place] = LATE
    return found


def _laws(lodged: LodgedManifest) -> dict[str, str]:
    """By the word of the reason: the key of the law by which a bill waits."""
    on = timezone.localdate(lodged.loading_at or lodged.expected_at)
    late = limit_law(
        mode=lodged.mode,
        kind=lodged.kind,
        containers=any(line.container_nos for line in lodged.lines),
        loading_at=lodged.loading_at,
        expected_at=lodged.expected_at,
        long_from_minutes=int(law.ask("manifest.air_long_from_minutes", on=on).value),
    )
    return {SENSITIVE: SENSITIVE, LATE: late}


def _next_number(*, on: date) -> str:
    ManifestSequence.objects.get_or_create(year=on.year)
    ManifestSequence.objects.filter(year=on.year).update(last=F("last") + 1)
    last = ManifestSequence.objects.values_list("last", flat=True).get(year=on.year)
    return f"M{on.year}{last:09d}"


def _tell(
    manifest: Manifest,
    lines: Sequence[LodgedLine],
    waiting: dict[int, str],
    *,
    by: User,
    now: datetime,
) -> None:
    if manifest.late_minutes is not None and manifest.lodge_by is not None:
        announce(
            ManifestLodgedLate(
                manifest_no=manifest.manifest_no,
                minutes_late=manifest.late_minutes,
                lodge_by=manifest.lodge_by,
                lodged_at=now,
            ),
            actor=by,
        )
    accepted = [line for place, line in enumerate(lines) if place not in waiting]
    for start in range(0, len(accepted), TOLD_AT_ONCE):
        part = accepted[start : start + TOLD_AT_ONCE]
        announce(
            ManifestAccepted(
                manifest_no=manifest.manifest_no,
                vessel=manifest.vessel,
                voyage=manifest.voyage,
                transport_documents=tuple(line.transport_document for line in part),
                container_nos=tuple(no for line in part for no in line.container_nos),
                accepted_at=now,
            ),
            actor=by,
        )
    for rule in (LATE, SENSITIVE):
        documents = [
            lines[place].transport_document
            for place, why in waiting.items()
            if why.split(":")[0] == rule
        ]
        for start in range(0, len(documents), TOLD_AT_ONCE):
            announce(
                BillsSentToOfficer(
                    manifest_no=manifest.manifest_no,
                    transport_documents=tuple(documents[start : start + TOLD_AT_ONCE]),
                    rule=rule,
                    sent_at=now,
                ),
                actor=by,
            )
