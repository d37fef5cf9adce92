"""A voyage's account: what was manifested, declared, released, gone, and what is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clearance.manifests.models import Manifest, ManifestContainer, ManifestLine
from clearance.manifests.queries import ManifestView, found_by_text, manifest_of, views_page
from clearance.manifests.states import BillState, Fate, Kind, Level, Mode
from customs_portal.registry import law

SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of the account: bills, containers and pieces that have come this far."""

    label: str
    bills: int
    containers: int
    pieces: int
    weight_kg: Any


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """Bills that wait longer than the law pack's warning days."""

    label: str
    days: int
    bills: tuple[str, ...]
    more: int
    tone: str


@dataclass(frozen=True, kw_only=True)
class Account:
    manifest: ManifestView
    steps: tuple[Step, ...]
    overdue: tuple[Overdue, ...]
    by_state: tuple[tuple[str, str, int], ...]
    ended: tuple[tuple[str, int], ...]

    @property
    def balanced(self) -> bool:
        """Whether everything manifested has gone the whole way."""
        return bool(self.steps) and self.steps[0].bills == self.steps[-1].bills


def voyages_page(
    *, text: str = "", mode: str = "", kind: str = "", limit: int = 50, offset: int = 0
) -> tuple[list[ManifestView], bool]:
    """Everybody's manifests, newest first, for officers."""
    rows = Manifest.objects.all()
    if mode in Mode.values:
        rows = rows.filter(mode=mode)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    return views_page(rows=found_by_text(rows=rows, text=text), limit=limit, offset=offset)


def account_of(*, manifest_no: str, now: datetime) -> Account | None:
    """The whole account in a handful of queries, however long the manifest."""
    manifest = manifest_of(manifest_no=manifest_no)
    if manifest is None:
        return None
    every = ManifestLine.objects.filter(manifest__manifest_no=manifest_no)
    standing = every.filter(fate=Fate.STANDS)
    masters = standing.filter(level=Level.MASTER)
    boxes = ManifestContainer.objects.filter(line__in=masters)
    export = manifest.kind == Kind.PRE_LOADING
    return Account(
        manifest=manifest,
        steps=_steps(masters, boxes, export=export),
        overdue=() if export else _overdue(masters, manifest, now=now),
        by_state=tuple(
            (state, str(BillState(state).label), n)
            for state, n in standing.values_list("state").annotate(n=Count("pk")).order_by("state")
        ),
        ended=tuple(
            (str(Fate(fate).label), n)
            for fate, n in every.exclude(fate=Fate.STANDS)
            .values_list("fate")
            .annotate(n=Count("pk"))
            .order_by("fate")
        ),
    )


def _steps(
    lines: QuerySet[ManifestLine], boxes: QuerySet[ManifestContainer], *, export: bool
) -> tuple[Step, ...]:
    # House bills are declared and released one by one; their master follows with the last.
    declared = ~Q(declaration_no="") | Q(houses__isnull=False, state=BillState.RELEASED)
    released = Q(state=BillState.RELEASED)
    import_steps = (
        (_("Manifested"), Q(), Q()),
        (_("Tallied"), Q(tallied_at__isnull=False), Q(tallied_at__isnull=False)),
        (pgettext("voyage account", "Declared"), declared, ~Q(line__declaration_no="")),
        (_("Released"), released, Q(released_at__isnull=False)),
        (_("Gated out"), Q(containers__left_at__isnull=False), Q(left_at__isnull=False)),
        (
            pgettext("voyage account", "Written off"),
            Q(left_at__isnull=False),
            Q(line__left_at__isnull=False),
        ),
    )
    export_steps = (
        (_("Manifested"), Q(), Q()),
        (_("In the yard"), Q(yard_at__isnull=False), Q(yard_at__isnull=False)),
        (pgettext("voyage account", "Declared"), declared, ~Q(line__declaration_no="")),
        (_("Released"), released, Q(released_at__isnull=False)),
        (_("To be loaded"), Q(listed_at__isnull=False), Q(line__listed_at__isnull=False)),
        (_("Loaded"), Q(tallied_at__isnull=False), Q(tallied_at__isnull=False)),
        (_("Closed"), Q(closed_at__isnull=False), Q(line__closed_at__isnull=False)),
    )
    found = []
    for label, of_bills, of_boxes in export_steps if export else import_steps:
        ids = lines.filter(of_bills).values("pk")
        sums = ManifestLine.objects.filter(pk__in=ids).aggregate(
            n=Count("pk"), pieces=Sum("pieces"), weight=Sum("gross_weight_kg")
        )
        found.append(
            Step(
                label=label,
                bills=sums["n"],
                containers=boxes.filter(of_boxes).count(),
                pieces=sums["pieces"] or 0,
                weight_kg=sums["weight"] or 0,
            )
        )
    return tuple(found)


def _overdue(
    lines: QuerySet[ManifestLine], manifest: ManifestView, *, now: datetime
) -> tuple[Overdue, ...]:
    on = timezone.localdate(now)
    found = []
    tones = ("minor", "major", "critical")
    limits = [int(days) for days in law.ask("manifest.overdue_days", on=on).value]
    for days, tone in zip(limits, tones, strict=False):
        over = manifest.arrived_at is not None and now - manifest.arrived_at >= timedelta(days=days)
        waiting = lines.exclude(state=BillState.RELEASED) if over else lines.none()
        label = _("Unreleased %(days)s days after arrival") % {"days": days}
        found.append(_group(label, days, waiting, tone))
    days = int(law.ask("manifest.not_taken_out_days", on=on).value)
    left_behind = lines.filter(
        released_at__lte=now - timedelta(days=days), left_at=None, containers__isnull=False
    ).distinct()
    label = _("Released and not taken out for %(days)s days") % {"days": days}
    found.append(_group(label, days, left_behind, "minor"))
    return tuple(found)


def _group(label: str, days: int, rows: QuerySet[ManifestLine], tone: str) -> Overdue:
    numbers = tuple(
        rows.order_by("position").values_list("transport_document", flat=True)[: SHOWN + 1]
    )
    more = rows.count() - SHOWN if len(numbers) > SHOWN else 0
    return Overdue(label=label, days=days, bills=numbers[:SHOWN], more=more, tone=tone)
