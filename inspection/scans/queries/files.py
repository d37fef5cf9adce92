"""Where the files of a scan lie, for the wings that build on the archive."""

from dataclasses import dataclass

from customs_portal.kit.errors import NotFound
from inspection.scans.models import Scan
from inspection.scans.states import ScanState


@dataclass(frozen=True, kw_only=True)
class FilesOfScan:
    """Keys of the archive; ``kept_key`` is the file itself.

    ``spacing_mm`` of rows, columns and slices, as far as the file told it.
    """

    scan_no: str
    kept_key: str
    planes_key: str
    thumb_key: str
    width: int
    height: int
    planes: tuple[str, ...] = ()
    spacing_mm: tuple[float, ...] = ()


def files_of(*, scan_no: str = "", kept_key: str = "") -> FilesOfScan:
    """By number, or by the key of the kept file. Raises ``NotFound``, also when they are gone."""
    named = {"scan_no": scan_no} if scan_no else {"kept_key": kept_key}
    scan = Scan.objects.filter(state=ScanState.KEPT, **named).order_by("-id").first()
    if scan is None:
        raise NotFound(field="scan_no")
    return FilesOfScan(
        scan_no=scan.scan_no,
        kept_key=scan.kept_key,
        planes_key=scan.planes_key,
        thumb_key=scan.thumb_key,
        width=scan.width,
        height=scan.height,
        planes=tuple(str(one["name"]) for one in scan.planes),
        spacing_mm=tuple(float(one) for one in scan.facts.get("spacing_mm") or ()),
    )
