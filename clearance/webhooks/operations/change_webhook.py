"""Pausing, resuming and removing an address, a new secret, and one piece of news again."""

from datetime import datetime

from django.db import transaction

from clearance.webhooks.events import WebhookChanged, WebhookPaused
from clearance.webhooks.models import HookDelivery, Webhook
from clearance.webhooks.operations.register_webhook import PURPOSE, new_secret
from clearance.webhooks.states import HOOK_FLOW, HookState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit import seals
from customs_portal.kit.errors import NotFound, NotPermitted

BY_HAND = "by hand"


@transaction.atomic
def pause_webhook(*, hook_no: str, by: User, now: datetime) -> None:
    """Nothing is sent until it is resumed; news waits. Raises ``NotFound``, ``IllegalMove``."""
    hook = _own(hook_no, by)
    hook.pause(at=now, by=by, reason=BY_HAND)
    announce(
        WebhookPaused(hook_no=hook_no, enterprise_id=hook.enterprise_id, failures=0, paused_at=now),
        actor=by,
    )


@transaction.atomic
def resume_webhook(*, hook_no: str, by: User, now: datetime) -> None:
    """What waited is sent. Raises ``NotFound``, ``IllegalMove``."""
    hook = _own(hook_no, by)
    hook.resume(at=now, by=by)
    _tell(hook, "resumed", by, now)


@transaction.atomic
def remove_webhook(*, hook_no: str, by: User, now: datetime) -> None:
    """Nothing is sent there any more. Raises ``NotFound``, ``IllegalMove``."""
    hook = _own(hook_no, by)
    hook.remove(at=now, by=by)
    _tell(hook, "removed", by, now)


@transaction.atomic
def renew_secret(*, hook_no: str, by: User, now: datetime) -> str:
    """The new secret, told this once; the old one signs nothing more."""
    hook = _own(hook_no, by)
    if hook.state == HookState.REMOVED:
        HOOK_FLOW.check(source=HookState.REMOVED, target=HookState.ACTIVE)
    secret = new_secret()
    hook.sealed_secret = seals.lock(secret, purpose=PURPOSE)
    hook.save(update_fields=["sealed_secret"])
    _tell(hook, "new secret", by, now)
    return secret


@transaction.atomic
def send_again(*, delivery_no: str, by: User, now: datetime) -> str:
    """The same news under the same number, with all tries anew. Returns the address's number.

    Raises ``NotFound``, ``IllegalMove`` while it still waits or when the address is removed.
    """
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise_id is None:
        raise NotPermitted
    delivery = (
        HookDelivery.objects.select_for_update(of=("self",))
        .select_related("webhook")
        .filter(delivery_no=delivery_no, webhook__enterprise_id=by.enterprise_id)
        .first()
    )
    if delivery is None:
        raise NotFound(field="delivery_no")
    if delivery.webhook.state == HookState.REMOVED:
        HOOK_FLOW.check(source=HookState.REMOVED, target=HookState.ACTIVE)
    delivery.send_again(at=now, by=by)
    return delivery.webhook.hook_no


def _own(hook_no: str, by: User) -> Webhook:
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise_id is None:
        raise NotPermitted
    hook = (
        Webhook.objects.select_for_update()
        .filter(hook_no=hook_no, enterprise_id=by.enterprise_id)
        .first()
    )
    if hook is None:
        raise NotFound(field="hook_no")
    return hook


def _tell(hook: Webhook, change: str, by: User, now: datetime) -> None:
    announce(
        WebhookChanged(
            hook_no=hook.hook_no,
            enterprise_id=hook.enterprise_id,
            change=change,
            changed_at=now,
        ),
        actor=by,
    )
