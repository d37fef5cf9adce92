"""Questions other rooms and screens may ask about draws."""

from collections.abc import Iterable

from customs_portal.accounts.duties import Duty
from inspection.draws.models import DrawDay

OFFICERS = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS, Duty.READ_JOURNAL)
FIRMS = (Duty.FILE_DECLARATION, Duty.FILE_MANIFEST)


def told_secrets(commitments: Iterable[str], /) -> dict[str, str]:
    """The secrets that have been told, by what had been committed."""
    days = DrawDay.objects.filter(commitment__in=set(commitments)).exclude(revealed_at=None)
    return dict(days.values_list("commitment", "secret"))
