"""The cut-offs of the law pack, held by the clock at every site where something waits."""

import logging
from datetime import datetime, time

from django.utils import timezone

from customs_portal.kit.errors import DomainError
from customs_portal.registry.law.pack import ask
from inspection.draws.operations.commit_pool import commit_pool, due_sites

log = logging.getLogger(__name__)


def hold_cut_offs(*, now: datetime) -> list[str]:
    """Commit every pool that is due today; the numbers of the draws. Safe to repeat.

    A site whose roster is too short keeps its subjects and is tried again.
    """
    here = timezone.localtime(now)
    held = []
    for words in ask("draw.cut_offs", on=here.date()).value:
        cut_off_at = datetime.combine(here.date(), time.fromisoformat(words), here.tzinfo)
        if cut_off_at > now:
            continue
        for place_code in due_sites(cut_off_at=cut_off_at):
            try:
                held.append(commit_pool(place_code=place_code, cut_off_at=cut_off_at, now=now))
            except DomainError as error:
                log.warning("cut-off of %s: %s", place_code, error.rule)
    return held
