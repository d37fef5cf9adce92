"""An enterprise names an address, chooses its news, and is shown the secret once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.webhooks import ports
from clearance.webhooks.events import WebhookRegistered
from clearance.webhooks.models import Webhook
from clearance.webhooks.operations.hear_news import begin_to_hear
from clearance.webhooks.states import HookState, Topic
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit import seals
from customs_portal.kit.errors import DomainError, Fault, Faults, NotPermitted
from customs_portal.registry import law

PURPOSE = "webhook-secret"


class AddressTaken(DomainError):
    """One address is registered once."""

    code = "webhook_address_taken"
    sentence = gettext_noop("This address is registered already.")
    remedy_sentence = gettext_noop("Open it in the list, or remove it first.")


class TooManyWebhooks(DomainError):
    """The law of the day limits how many addresses an enterprise has."""

    code = "too_many_webhooks"
    sentence = gettext_noop("No more addresses can be registered.")
    remedy_sentence = gettext_noop("Remove an address that is no longer used.")


@dataclass(frozen=True, kw_only=True)
class Registered:
    """``secret`` is told this once; afterwards only sealed."""

    hook_no: str
    secret: str


@transaction.atomic
def register_webhook(*, url: str, topics: Sequence[str], by: User, now: datetime) -> Registered:
    """Raises ``NotPermitted``, ``Faults``, ``TooManyWebhooks`` or ``AddressTaken``."""
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise_id is None:
        raise NotPermitted
    url = url.strip()
    chosen = [str(one) for one in Topic if one in topics]
    faults = [*_faults_of_topics(topics, chosen), *_faults_of_address(url)]
    if faults:
        raise Faults(faults)
    limit = law.ask("webhook.most_addresses", on=timezone.localdate(now))
    standing = Webhook.objects.filter(enterprise_id=by.enterprise_id).exclude(
        state=HookState.REMOVED
    )
    if standing.count() >= int(limit.value):
        raise TooManyWebhooks(field="url", law=limit.source)
    begin_to_hear()
    secret = new_secret()
    try:
        with transaction.atomic():
            hook = Webhook.objects.create(
                hook_no=f"WH{secrets.token_hex(8)}",
                enterprise_id=by.enterprise_id,
                url=url,
                topics=chosen,
                sealed_secret=seals.lock(secret, purpose=PURPOSE),
                state=HookState.ACTIVE,
                move=told(at=now, by=by, law="webhook.most_addresses"),
                created_by=by,
                created_at=now,
            )
    except IntegrityError as error:
        raise AddressTaken(field="url") from error
    announce(
        WebhookRegistered(
            hook_no=hook.hook_no,
            enterprise_id=by.enterprise_id,
            host=urlsplit(url).hostname or "",
            topics=tuple(chosen),
            registered_at=now,
        ),
        actor=by,
    )
    return Registered(hook_no=hook.hook_no, secret=secret)


def new_secret() -> str:
    return f"whs_{secrets.token_urlsafe(32)}"


def _faults_of_topics(topics: Sequence[str], chosen: Sequence[str]) -> list[Fault]:
    if chosen and len(chosen) == len(set(topics)):
        return []
    return [
        Fault(
            _("Choose what shall be sent."),
            field="topics",
            rule="webhook.topics",
            remedy=_("Choose at least one of the kinds of news."),
        )
    ]


def _faults_of_address(url: str) -> list[Fault]:
    try:
        ports.address_of(url)
    except ports.AddressRefused as error:
        words = {
            "not_plain": _("This is no address that news can be sent to."),
            "unknown_host": _("There is no computer of that name."),
            "private": _("News is sent to addresses on the open net only."),
        }
        remedies = {
            "not_plain": _("Give a whole address that begins with https:// or http://."),
            "unknown_host": _("Check how the name is written."),
            "private": _("Give an address that can be reached from outside your house."),
        }
        return [
            Fault(
                words[error.why],
                field="url",
                rule=f"webhook.{error.why}",
                remedy=remedies[error.why],
            )
        ]
    return []
