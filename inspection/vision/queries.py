"""Questions about what the machine advised."""

from inspection.vision.models import ScanAdvice
from inspection.vision.operations.read_picture import eye_at
from inspection.vision.operations.read_volume import measured_recall_permille
from inspection.vision.verdicts import Advice, Finding, ModelFault, OddPart


def advice_for(*, scan_no: str) -> Advice | None:
    """What was advised on this scan; None when no model has read it yet."""
    kept = ScanAdvice.objects.filter(scan_no=scan_no).first()
    if kept is None:
        return None
    return Advice(
        scan_no=kept.scan_no,
        model=kept.model,
        digest=kept.digest,
        made_at=kept.made_at,
        findings=tuple(Finding(**one) for one in kept.findings),
        goods=tuple((str(kind), int(share)) for kind, share in kept.goods),
        matches_declared=kept.matches_declared,
        is_empty=kept.is_empty,
        fault=kept.fault,
        odd=None if kept.odd is None else OddPart(**kept.odd),
    )


def measured_map50_permille(*, digest: str) -> int | None:
    """What the card of the eye in service says of it, held-out scenes; None for another eye."""
    try:
        eye = eye_at(None)
    except ModelFault:
        return None
    if eye.digest != digest:
        return None
    return round(1_000 * float(eye.card["figures"]["map50"]))


def measured_volumes_permille(*, model: str, digest: str) -> int | None:
    """The share of things that the eye for volumes found in held-out bags; None for another eye."""
    try:
        return measured_recall_permille(model=model, digest=digest)
    except ModelFault:
        return None
