"""A program files with an Idempotency-Key: a repeated request is answered, not filed again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.declarations.facts import Summary
from clearance.declarations.models import Declaration, FiledRequest
from clearance.declarations.operations.submit_summary import submit_summary
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError


class KeyUsedForAnotherBody(DomainError):
    """The same Idempotency-Key came with other content."""

    code = "idempotency_key_reused"
    http_status = 422
    sentence = gettext_noop("This Idempotency-Key was used for another filing.")
    remedy_sentence = gettext_noop("Use a new key for each new declaration.")


@transaction.atomic
def file_once(
    *, key: str, body_hash: str, summary: Summary, by: User, now: datetime
) -> tuple[Declaration, bool]:
    """The declaration filed under ``key``, and whether this call filed it.

    Two requests at once with one key: the second waits for the first. A refusal leaves the
    key free. Raises ``KeyUsedForAnotherBody`` and what ``submit_summary`` refuses.
    """
    request, is_new = FiledRequest.objects.get_or_create(
        user=by, key=key, defaults={"body_hash": body_hash}
    )
    if not is_new:
        if request.body_hash != body_hash or request.declaration is None:
            raise KeyUsedForAnotherBody(field="Idempotency-Key")
        return request.declaration, False
    declaration = submit_summary(summary=summary, by=by, now=now)
    request.declaration = declaration
    request.save(update_fields=["declaration"])
    return declaration, True
