"""News on its way: signed, tried again, given up, paused, sent again, never to another firm."""

import json
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from clearance.declarations.operations.review_declaration import return_declaration
from clearance.gates.events import GatePassApproved
from clearance.webhooks.listeners import owe_news
from clearance.webhooks.models import HookAttempt, HookDelivery, HookHearing, Webhook
from clearance.webhooks.operations.change_webhook import (
    pause_webhook,
    remove_webhook,
    renew_secret,
    resume_webhook,
    send_again,
)
from clearance.webhooks.operations.hear_news import hear_news
from clearance.webhooks.operations.queue_news import queue_news
from clearance.webhooks.operations.send_delivery import send_delivery, take_due
from clearance.webhooks.rules.signing import signature
from clearance.webhooks.rules.telling import TOPICS
from clearance.webhooks.states import DELIVERY_FLOW, HOOK_FLOW, DeliveryState, HookState, Topic
from customs_portal.journal import subscriptions
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from customs_portal.registry import law
from tests.clearance.webhooks.receiver import receiver
from tests.factories.clearance import MORNING, file_summary
from tests.factories.gates import GatePassFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LONG_AFTER = MORNING + timedelta(days=3)


def news_of(*names):
    """What was announced under these names, told to the listener as the worker does it."""
    rows = JournalEntry.objects.filter(name__in=names).order_by("id")
    for row in rows:
        kind = subscriptions.events_by_name[row.name]
        queue_news(event=kind.from_payload(row.payload), now=MORNING)


def commit():
    """The journal's numbers are given at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def decided(clerk):
    declaration = file_summary(clerk=clerk)
    news_of("clearance.release-decided")
    return declaration


def send_all(*, now=MORNING):
    return [send_delivery(delivery_no=one, now=now) for one in take_due(now=now)]


def test_news_arrives_signed_and_says_where_the_declaration_stands(clerk, hooked, here):
    made = hooked(clerk, here.url)
    declaration = decided(clerk)

    assert send_all() == [DeliveryState.DELIVERED]

    ((headers, body),) = here.got
    delivery = HookDelivery.objects.get()
    stamp = headers["X-Portal-Timestamp"]
    assert headers["X-Portal-Signature"] == signature(
        secret=made.secret, timestamp=stamp, body=body
    )
    assert stamp == str(int(MORNING.timestamp()))
    assert headers["X-Portal-Delivery"] == delivery.delivery_no
    said = json.loads(body)
    assert said["id"] == delivery.delivery_no
    assert said["event"] == headers["X-Portal-Event"] == "clearance.release-decided"
    assert said["declaration"] == {"state": "CLEARED_TO_LEAVE", "letter": "SpJ"}
    assert said["subject"]["declaration_no"] == declaration.declaration_no
    assert not {"rules", "score", "reason"} & set(said["subject"])
    attempt = HookAttempt.objects.get()
    assert (attempt.number, attempt.status, attempt.answer) == (1, 200, "noted")


def test_one_fact_is_owed_once_however_often_it_is_told(clerk, hooked, here):
    hooked(clerk, here.url)
    decided(clerk)
    news_of("clearance.release-decided")
    send_all()
    news_of("clearance.release-decided")
    send_all(now=LONG_AFTER)

    assert HookDelivery.objects.count() == len(here.got) == 1


def test_the_journal_is_heard_once_from_the_first_address_on(clerk, hooked, here):
    file_summary(clerk=clerk)
    commit()
    assert hear_news() == 0
    hooked(clerk, here.url)
    commit()
    declaration = file_summary(clerk=clerk)
    commit()

    assert hear_news() > 0
    assert {one.event: one.number for one in HookDelivery.objects.all()} == {
        "clearance.summary-accepted": declaration.declaration_no,
        "clearance.release-decided": declaration.declaration_no,
    }
    assert hear_news() == 0
    HookHearing.objects.update(heard=0)  # heard again from the beginning: nothing is owed twice
    hear_news()
    told = HookDelivery.objects.filter(number=declaration.declaration_no)
    assert told.count() == 2


def test_one_odd_entry_holds_up_no_other(clerk, hooked, here, monkeypatch):
    hooked(clerk, here.url)
    odd, good = file_summary(clerk=clerk), file_summary(clerk=clerk)
    commit()
    real = queue_news

    def fails_once(*, event, now):
        if event.declaration_no == odd.declaration_no:
            raise RuntimeError("odd")
        return real(event=event, now=now)

    monkeypatch.setattr("clearance.webhooks.listeners.queue_news", fails_once)
    hear_news()
    assert {one.number for one in HookDelivery.objects.all()} == {good.declaration_no}


def test_another_enterprise_hears_nothing(clerk, hooked, here):
    other = UserFactory(clerk=True)
    hooked(other, here.url)
    decided(clerk)

    assert not HookDelivery.objects.exists()
    with receiver() as mine:
        hooked(clerk, mine.url)
        news_of("clearance.release-decided")
        send_all()
        assert len(mine.got) == 1
    assert here.got == []


def test_only_chosen_news_is_sent(clerk, hooked, here):
    hooked(clerk, here.url, topics=[Topic.BILL])
    decided(clerk)
    assert not HookDelivery.objects.exists()


def test_a_pass_is_told_to_whom_it_belongs(clerk, hooked, here):
    hooked(clerk, here.url, topics=[Topic.PASS])
    for holder in (clerk, UserFactory(clerk=True)):
        one = GatePassFactory(applied_by=holder)
        event = GatePassApproved(
            pass_no=one.pass_no,
            plate_no=one.plate_no,
            container_no=one.container_no,
            declaration_no=one.declaration_no,
            approved_at=MORNING,
        )
        owe_news(event)
    assert HookDelivery.objects.get().number == GatePassFactory._meta.model.objects.first().pass_no


def test_a_refusing_receiver_is_tried_again_and_then_has_it(clerk, hooked):
    with receiver(500, "hang up", 200) as there:
        hooked(clerk, there.url)
        decided(clerk)
        waits = law.ask("webhook.retry_seconds", on=timezone.localdate(MORNING)).value
        now = MORNING
        assert send_all(now=now) == [DeliveryState.WAITING]
        assert send_all(now=now + timedelta(seconds=waits[0] - 1)) == []
        now += timedelta(seconds=waits[0])
        assert send_all(now=now) == [DeliveryState.WAITING]
        now += timedelta(seconds=waits[1])
        assert send_all(now=now) == [DeliveryState.DELIVERED]
        assert len({headers["X-Portal-Delivery"] for headers, _body in there.got}) == 1
        assert len({body for _headers, body in there.got}) == 1
    found = list(HookAttempt.objects.order_by("number").values_list("number", "status"))
    assert found == [(1, 500), (2, None), (3, 200)]
    assert Webhook.objects.get().failures == 0


def test_after_the_law_s_number_of_tries_it_is_given_up_and_sent_again_by_hand(clerk, hooked):
    waits = law.ask("webhook.retry_seconds", on=timezone.localdate(MORNING)).value
    with receiver(*[503] * (len(waits) + 1), 200) as there:
        hooked(clerk, there.url)
        decided(clerk)
        now = MORNING
        for wait in [*waits, 0]:
            states = send_all(now=now)
            now += timedelta(seconds=wait)
        assert states == [DeliveryState.FAILED]
        assert len(there.got) == len(waits) + 1
        delivery = HookDelivery.objects.get()

        with pytest.raises(NotFound):
            send_again(delivery_no=delivery.delivery_no, by=UserFactory(clerk=True), now=now)
        send_again(delivery_no=delivery.delivery_no, by=clerk, now=now)
        assert send_all(now=now) == [DeliveryState.DELIVERED]
    assert HookAttempt.objects.count() == len(waits) + 2


@pytest.mark.parametrize("manner", ["slow", "trickle"])
def test_a_slow_receiver_is_cut_off(clerk, hooked, monkeypatch, manner):
    real = law.ask

    def quick(key, *, on):
        found = real(key, on=on)
        if key != "webhook.timeout_seconds":
            return found
        return type(found)(**{**found.__dict__, "value": 0.3})

    monkeypatch.setattr("clearance.webhooks.operations.send_delivery.law.ask", quick)
    with receiver(manner) as there:
        hooked(clerk, there.url)
        decided(clerk)
        assert send_all() == [DeliveryState.WAITING]
    attempt = HookAttempt.objects.get()
    assert attempt.status is None
    assert attempt.answer == "no answer within 0.3 s"
    assert 250 <= attempt.took_ms < 3_000


def test_a_redirect_is_not_followed(clerk, hooked, here):
    with receiver(("to", here.url)) as there:
        hooked(clerk, there.url)
        decided(clerk)
        assert send_all() == [DeliveryState.WAITING]
    assert here.got == []
    assert HookAttempt.objects.get().status == 302


def test_a_long_answer_is_not_read_to_the_end(clerk, hooked):
    with receiver("long") as there:
        hooked(clerk, there.url)
        decided(clerk)
        send_all()
    assert len(HookAttempt.objects.get().answer) == 300


def test_too_many_failures_pause_the_address_and_nothing_is_lost(clerk, hooked, told):
    most = law.ask("webhook.pause_after_failures", on=timezone.localdate(MORNING)).value
    with receiver(*[500] * most, 200) as there:
        hooked(clerk, there.url)
        for _ in range(most):
            decided(clerk)
        send_all()
        hook = Webhook.objects.get()
        assert (hook.state, hook.failures) == (HookState.PAUSED, most)
        assert told().count("clearance.webhook-paused") == 1
        assert send_all(now=LONG_AFTER) == []

        resume_webhook(hook_no=hook.hook_no, by=clerk, now=LONG_AFTER)
        assert send_all(now=LONG_AFTER) == [DeliveryState.DELIVERED] * most
    assert len(there.got) == 2 * most


def test_a_renewed_secret_signs_what_follows(clerk, hooked, here):
    made = hooked(clerk, here.url)
    secret = renew_secret(hook_no=made.hook_no, by=clerk, now=MORNING)
    decided(clerk)
    send_all()
    ((headers, body),) = here.got
    stamp = headers["X-Portal-Timestamp"]
    assert headers["X-Portal-Signature"] == signature(secret=secret, timestamp=stamp, body=body)
    assert secret != made.secret
    assert made.secret not in Webhook.objects.get().sealed_secret


def test_a_removed_address_is_forgotten(clerk, hooked, here):
    made = hooked(clerk, here.url)
    decided(clerk)
    remove_webhook(hook_no=made.hook_no, by=clerk, now=MORNING)

    assert send_all() == []
    decided(clerk)
    assert HookDelivery.objects.count() == 1
    assert Webhook.objects.get().sealed_secret == ""
    with pytest.raises(IllegalMove):
        resume_webhook(hook_no=made.hook_no, by=clerk, now=MORNING)


@pytest.mark.parametrize("act", [pause_webhook, resume_webhook, remove_webhook, renew_secret])
def test_only_the_firm_s_own_people_change_it(clerk, hooked, here, act):
    made = hooked(clerk, here.url)
    with pytest.raises(NotFound):
        act(hook_no=made.hook_no, by=UserFactory(clerk=True), now=MORNING)
    with pytest.raises(NotPermitted):
        act(hook_no=made.hook_no, by=UserFactory(reviewer=True), now=MORNING)


@pytest.mark.parametrize(("source", "target"), list(product(HookState, HookState)))
def test_every_pair_of_states_of_an_address(clerk, hooked, here, source, target):
    hook = Webhook.objects.get(hook_no=hooked(clerk, here.url).hook_no)
    ways = {
        HookState.ACTIVE: lambda: hook.resume(at=MORNING, by=clerk),
        HookState.PAUSED: lambda: hook.pause(at=MORNING, reason="500"),
        HookState.REMOVED: lambda: hook.remove(at=MORNING, by=clerk),
    }
    if source != HookState.ACTIVE:
        ways[source]()
    if HOOK_FLOW.allows(source=source, target=target):
        ways[target]()
        assert Webhook.objects.get().state == target
    else:
        with pytest.raises(IllegalMove):
            ways[target]()


@pytest.mark.parametrize(("source", "target"), list(product(DeliveryState, DeliveryState)))
def test_every_pair_of_states_of_a_delivery(clerk, hooked, here, source, target):
    hooked(clerk, here.url)
    decided(clerk)
    one = HookDelivery.objects.get()
    ways = {
        DeliveryState.WAITING: lambda: one.send_again(at=MORNING, by=clerk),
        DeliveryState.DELIVERED: lambda: one.deliver(at=MORNING, answer="200"),
        DeliveryState.FAILED: lambda: one.fail(at=MORNING, reason="500"),
    }
    if source != DeliveryState.WAITING:
        ways[source]()
    if DELIVERY_FLOW.allows(source=source, target=target):
        ways[target]()
        assert HookDelivery.objects.get().state == target
    else:
        with pytest.raises(IllegalMove):
            ways[target]()


def test_a_returned_declaration_is_told_with_its_letter(clerk, hooked, here):
    hooked(clerk, here.url)
    declaration = file_summary(clerk=clerk, on_manifest=False)
    return_declaration(
        declaration_no=declaration.declaration_no,
        reason="The invoice does not fit the goods.",
        by=UserFactory(reviewer=True),
        now=MORNING,
    )
    news_of("clearance.declaration-returned")
    send_all()
    assert json.loads(here.got[0][1])["declaration"] == {"state": "RETURNED", "letter": "Z"}


def test_every_chosen_event_is_heard_by_the_wing():
    heard = {event for event, listeners in subscriptions.tail.items() if owe_news in listeners}
    assert heard == set(TOPICS)
