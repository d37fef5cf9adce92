"""Which scans are being judged."""

from inspection.imaging.models import ImageReview
from inspection.imaging.states import ReviewState


def numbers_on_bench() -> list[str]:
    """Waiting, in hands, or judged and not final yet."""
    open_now = ImageReview.objects.exclude(state=ReviewState.CONCLUDED)
    return list(open_now.values_list("scan_no", flat=True))
