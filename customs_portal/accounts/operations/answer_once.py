"""A program repeats a request under the same Idempotency-Key: it is answered, not done again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import AnsweredRequest, User
from customs_portal.kit.errors import DomainError


class KeyUsedForAnotherRequest(DomainError):
    """The same Idempotency-Key came with other content."""

    code = "idempotency_key_reused"
    http_status = 422
    sentence = gettext_noop("This Idempotency-Key was used for another request.")
    remedy_sentence = gettext_noop("Use a new key for each new request.")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the program was told: a status and JSON-like values."""

    status: int
    body: Any


@transaction.atomic
def answer_once(
    *, key: str, door: str, body_hash: str, by: User, act: Callable[[], Answer]
) -> Answer:
    """The answer of ``act``, which runs once for this key, door and person.

    The answer is kept in the transaction of the act: a killed process leaves both or neither.
    Two requests at once with one key: the second waits for the first. A refusal leaves the
    key free. Raises ``KeyUsedForAnotherRequest`` and what ``act`` refuses.
    """
    kept, is_new = AnsweredRequest.objects.get_or_create(
        user=by, door=door, key=key, defaults={"body_hash": body_hash}
    )
    if is_new:
        answer = act()
        kept.status, kept.body = answer.status, answer.body
        kept.save(update_fields=["status", "body"])
        return answer
    if kept.body_hash != body_hash or kept.status is None:
        raise KeyUsedForAnotherRequest(field="Idempotency-Key")
    return Answer(status=kept.status, body=kept.body)
