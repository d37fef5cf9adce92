"""A listener in both lanes runs once when all goes well, and is owed when it did not."""

import pytest

from customs_portal.journal import delivery, subscriptions, tasks
from customs_portal.journal.models import Delivery
from tests.journal.events import CraneMoved
from tests.journal.test_announce import say

pytestmark = pytest.mark.django_db(transaction=True)
HEARD: list[str] = []
BROKEN: list[bool] = []


def act(event: CraneMoved) -> None:
    if BROKEN:
        raise RuntimeError("not now")
    HEARD.append(event.crane_no)


def watch(event: CraneMoved) -> None:
    HEARD.append(f"watched {event.crane_no}")


@pytest.fixture(autouse=True)
def in_both_lanes(monkeypatch):
    """Deliveries wait for the sweep, as they do when the broker is away."""
    HEARD.clear()
    BROKEN.clear()
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **_: None)
    subscriptions.subscribe(CraneMoved, now_=[act], soon_=[act], tail_=[watch])
    yield
    for lane in (subscriptions.now, subscriptions.soon, subscriptions.tail):
        lane.pop(CraneMoved, None)
    subscriptions.events_by_name.pop(CraneMoved.name, None)


def test_what_was_done_at_once_is_marked_with_the_next_announcement():
    say("QC-1")
    say("QC-2")
    assert HEARD == ["QC-1", "QC-2"]
    last = Delivery.objects.get(delivered_at=None)
    assert last.entry.payload["crane_no"] == "QC-2"


def test_a_mark_that_was_lost_makes_the_sweep_repeat_the_act_once():
    say("QC-1")
    (owed,) = delivery.outstanding_ids(older_than_seconds=-1)
    delivery.deliver(delivery_id=owed)
    delivery.deliver(delivery_id=owed)
    assert HEARD == ["QC-1", "QC-1"]


def test_what_failed_at_once_is_owed_and_paid_later():
    BROKEN.append(True)
    say("QC-1")
    (owed,) = delivery.outstanding_ids(older_than_seconds=-1)
    BROKEN.clear()
    delivery.deliver(delivery_id=owed)
    assert HEARD == ["QC-1"]
    assert Delivery.objects.get().delivered_at is not None


def test_whoever_reads_the_tail_is_not_told():
    say("QC-1")
    assert "watched QC-1" not in HEARD
