"""What an amendment changed is compared, judged and, in one step, taxed anew."""

from datetime import datetime, timedelta

from django.utils import timezone

from clearance.declarations.models import Declaration
from clearance.declarations.operations.apply_whole_change import (
    go_on_settled,
    wait_for_more_tax,
)
from clearance.declarations.operations.decide_release import decide_release, judge_again
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import UNDECIDED, DeclarationState
from clearance.manifests.queries import line_of
from customs_portal.accounts.models import User
from customs_portal.registry import law


def judge_amended(*, declaration: Declaration, by: User, now: datetime) -> None:
    """Compare and decide what is undecided; judge again what was decided on other facts.

    ``by`` asked for the change: what had been returned is thereby sent again. Goods cleared
    before wait for the tax that an amendment added; goods that waited for theirs go on when
    nothing is owed any more.
    """
    if declaration.state == DeclarationState.RETURNED:
        declaration.send_again(by=by, at=now)
    line = line_of(transport_document=declaration.transport_document)
    if declaration.state in UNDECIDED:
        decide_release(declaration=declaration, line=line, now=now)
    else:
        on = timezone.localdate(now)
        minutes = int(law.ask("declaration.review_minutes", on=on).value)
        wait_for_more_tax(declaration=declaration, now=now)
        judge_again(
            declaration=declaration, line=line, review_by=now + timedelta(minutes=minutes), now=now
        )
        go_on_settled(declaration=declaration, now=now)
    split_seen_containers(declaration=declaration, now=now)
