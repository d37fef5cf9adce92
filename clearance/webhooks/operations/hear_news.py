"""Following the journal behind the last entry heard, so that whoever makes news waits for nobody.

The place in the feed moves in the same transaction as what is owed: nothing is heard twice or
missed, whoever is killed when.
"""

import logging

from django.db import transaction

from clearance.webhooks.models import HookHearing
from customs_portal.journal import queries as journal
from customs_portal.journal import subscriptions
from customs_portal.journal.events import Event

log = logging.getLogger(__name__)
FEED = "port"
CHUNK = 500
OURS = "clearance.webhooks."


def begin_to_hear() -> None:
    """With the first address; what was told before concerns nobody."""
    HookHearing.objects.get_or_create(feed=FEED, defaults={"heard": journal.head_of(feed=FEED)})


def hear_news(*, chunks: int = 20) -> int:
    """Returns how many entries were heard; 0 when another process is hearing."""
    heard = 0
    for _ in range(chunks):
        step = _hear_chunk()
        heard += step
        if step < CHUNK:
            break
    return heard


@transaction.atomic
def _hear_chunk() -> int:
    hearing = HookHearing.objects.select_for_update(skip_locked=True).filter(feed=FEED).first()
    if hearing is None:
        return 0
    entries = journal.since(feed=FEED, seq=hearing.heard, limit=CHUNK)
    for entry in entries:
        kind = subscriptions.events_by_name.get(entry.name)
        if kind is not None:
            _tell(kind, entry)
    if entries:
        hearing.heard = entries[-1].seq
        hearing.save(update_fields=["heard"])
    return len(entries)


def _tell(kind: type[Event], entry: journal.Entry) -> None:
    for listener in subscriptions.tail[kind]:
        if not subscriptions.name_of(listener).startswith(OURS):
            continue
        try:
            with transaction.atomic():
                listener(kind.from_payload(entry.payload))
        except Exception:
            log.exception("entry %s of the journal could not be owed", entry.seq)
