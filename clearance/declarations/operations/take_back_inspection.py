"""A supervisor of the inspection returns a conclusion: the declaration waits for the next one."""

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.declarations.events import DetentionTakenBack
from clearance.declarations.models import Declaration
from clearance.declarations.operations.resume_after_inspection import FAULT
from clearance.declarations.operations.split_containers import SUBJECT_KIND
from clearance.declarations.states import RELEASED, DeclarationState
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from inspection.orders.ports import TakingBack
from inspection.orders.queries.returns import outcomes_told


class GoodsReleased(DomainError):
    """What was released cannot be held by a return."""

    code = "goods_released"
    sentence = gettext_noop("The goods have been released on this conclusion.")
    remedy_sentence = gettext_noop(
        "Stop the goods at the gate, and order another inspection of them."
    )


class DetentionDecided(DomainError):
    """An officer has named the kind of detention: a decision that the firm can contest."""

    code = "detention_decided"
    sentence = gettext_noop("The detention that followed has been decided and told to the firm.")
    remedy_sentence = gettext_noop("Go on with the detention; order another inspection in it.")


class DeclarationWentOn(DomainError):
    """The declaration does not wait for this inspection any more."""

    code = "declaration_went_on"
    sentence = gettext_noop("The declaration has gone on since this conclusion.")
    remedy_sentence = gettext_noop("Open the declaration to see where it stands.")


@transaction.atomic
def take_back_inspection(what: TakingBack, /) -> None:
    """The declaration, held, is in inspection again or still. Raises why it cannot be.

    Asked by the orders wing in the transaction of the return. A detention stays while another
    box of the same declaration was found at fault.
    """
    if what.subject_kind != SUBJECT_KIND:
        return
    declaration_no, order_no = what.subject_reference, what.order_no
    rows = Declaration.objects.select_for_update(of=("self",))
    declaration = rows.filter(declaration_no=declaration_no).first()
    if declaration is None:
        return
    released = declaration.containers.filter(
        order_no=order_no, container_no=what.container_no, released_at__isnull=False
    )
    if declaration.state in RELEASED or released.exists():
        raise GoodsReleased(field="order_no", declaration_no=declaration_no)
    if declaration.state == DeclarationState.IN_INSPECTION:
        return
    if declaration.state != DeclarationState.DETAINED:
        raise DeclarationWentOn(field="order_no", declaration_no=declaration_no)
    if declaration.detention_kind:
        raise DetentionDecided(field="order_no", declaration_no=declaration_no)
    told = outcomes_told(subject_kind=what.subject_kind, subject_reference=declaration_no)
    others = {number: said for number, said in told.items() if number != order_no}
    if what.outcome != FAULT or FAULT in others.values():
        return
    declaration.inspect_again(by=what.by, reason=what.reason, at=what.at)
    announce(
        DetentionTakenBack(
            declaration_no=declaration_no,
            container_no=what.container_no,
            order_no=order_no,
            taken_back_at=what.at,
        ),
        actor=what.by,
    )
