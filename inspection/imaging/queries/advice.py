"""What the model room says of a scan; the bench works without it and says why there is none."""

from dataclasses import asdict, astuple
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customs_portal.registry.law.pack import ask
from inspection.imaging.states import ADVICE
from inspection.scans.ports import AdviceTold, SeenInScan
from inspection.scans.queries.refused import refusal_of_scan
from inspection.vision.queries import (
    advice_for,
    measured_map50_permille,
    measured_volumes_permille,
)
from inspection.vision.verdicts import Advice, Finding


def advice_of(*, scan_no: str, on: date) -> Advice:
    """What an analyst is shown. A model that measures too badly is kept and measured, unseen."""
    advice = _advice(scan_no=scan_no)
    if advice.fault:
        return advice
    named = {"model": advice.model, "digest": advice.digest}
    for measured, bar in (
        (measured_map50_permille(digest=advice.digest), "imaging.advice_from_map50_permille"),
        (measured_volumes_permille(**named), "imaging.volume_advice_from_recall_permille"),
    ):
        needed = int(ask(bar, on=on).value)
        if measured is not None and measured < needed:
            return _none(
                _("the model's measured score is %(score)s, advice is shown from %(needed)s")
                % {"score": f"{measured / 1000:.2f}", "needed": f"{needed / 1000:.2f}"}
            )
    return advice


def told_to_archive(*, scan_no: str, on: date) -> AdviceTold:
    """The same advice by the same bar, for the page of any scan in the archive."""
    shown = advice_of(scan_no=scan_no, on=on)
    return AdviceTold(
        model=shown.model,
        findings=tuple(
            SeenInScan(
                label=_label(one),
                x=one.x,
                y=one.y,
                width=one.width,
                height=one.height,
                confidence_permille=one.confidence_permille,
            )
            for one in shown.findings
        ),
        is_empty=shown.is_empty,
        fault=shown.fault,
        odd=None if shown.odd is None else astuple(shown.odd),
    )


def _label(one: Finding) -> str:
    word = str(ADVICE.get(one.kind.upper(), one.kind))
    if one.first_slice is None or one.end_slice is None:
        return word
    return _("%(thing)s, slices %(first)s to %(last)s") % {
        "thing": word, "first": one.first_slice, "last": one.end_slice - 1,
    }  # fmt: skip


def _advice(*, scan_no: str) -> Advice:
    """The advice on that scan. Whatever fails in the model room costs only the advice."""
    try:
        with transaction.atomic():  # what fails inside leaves the rest of the work alone
            found = advice_for(scan_no=scan_no) if scan_no else None
    except Exception as error:  # the model room is not trusted with the bench
        return _none(type(error).__name__)
    if found is None:
        return _none(_why_not_looked(scan_no))
    return _none(_in_words(found.fault)) if found.fault else found


def _why_not_looked(scan_no: str) -> str:
    """The model reads what the archive keeps: what it refused is never read."""
    refused = refusal_of_scan(scan_no=scan_no)
    if refused is None:
        return _("the model has not looked at this scan")
    return _(
        "the archive refused this scan: %(why)s Have the box scanned again, or call the order off."
    ) % {"why": refused.sentence}


def _in_words(fault: str) -> str:
    """Why the model has none, in the reader's language where the cause is one of the house's."""
    if "voxels" in fault:
        return _("it is a volume, and nothing says how large its voxels are")
    if "Hounsfield" in fault:
        return _("it is a volume, and its values are no Hounsfield units")
    if "not in the store" in fault:
        return _("the picture is not in the store")
    if fault.startswith("the picture cannot be read"):
        return _("the picture cannot be read")
    return fault


def advice_as_kept(*, scan_no: str) -> dict[str, Any] | None:
    """The advice as the record keeps it; None when there is none."""
    advice = _advice(scan_no=scan_no)
    if advice.fault:
        return None
    kept = asdict(advice)
    del kept["scan_no"], kept["made_at"], kept["fault"]
    return kept


def _none(why: str) -> Advice:
    return Advice(
        scan_no="",
        model="",
        digest="",
        made_at=None,
        findings=(),
        goods=(),
        matches_declared=None,
        is_empty=None,
        fault=why,
    )
