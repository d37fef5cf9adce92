"""Taking hold of one declaration: the right row, locked, for whoever may touch it."""

from clearance.declarations.models import Declaration
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.registry.models import Enterprise


def lock_own(*, declaration_no: str, by: User) -> Declaration:
    """The declaration of the person's enterprise, or one an agent filed. Row locked.

    Raises ``NotPermitted`` without the duty; ``NotFound`` for somebody else's number.
    """
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("enterprise", "filed_by")
        .filter(declaration_no=declaration_no)
        .first()
    )
    if declaration is None or not _is_own(declaration, by):
        raise NotFound(field="declaration_no")
    return declaration


def lock(*, declaration_no: str) -> Declaration:
    """The declaration, row locked. Raises ``NotFound``."""
    declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(declaration_no=declaration_no)
        .first()
    )
    if declaration is None:
        raise NotFound(field="declaration_no")
    return declaration


def _is_own(declaration: Declaration, by: User) -> bool:
    if declaration.enterprise_id == by.enterprise_id:
        return True
    return (
        by.enterprise is not None
        and by.enterprise.kind == Enterprise.Kind.AGENT
        and declaration.filed_by is not None
        and declaration.filed_by.enterprise_id == by.enterprise_id
    )
