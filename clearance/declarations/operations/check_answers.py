"""Everything that filing these answers would refuse, asked beforehand without filing."""

from collections.abc import Callable, Mapping
from datetime import date

from clearance.declarations.facts import FullDeclaration, Summary
from clearance.declarations.operations.check_certificates import refuse_used_certificates
from clearance.declarations.operations.check_full import check_full
from clearance.declarations.operations.check_summary import check_summary
from clearance.declarations.operations.find_parties import consignee_of
from clearance.declarations.operations.said_twice import one_by_one
from clearance.declarations.rules.documents import summary_of
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault

Answers = Mapping[str, str]
Reader = Callable[[Answers], tuple[Summary | FullDeclaration, list[Fault]]]


def faults_in(*, answers: Answers, read: Reader, by: User, on: date) -> list[DomainError]:
    """``read`` turns answers into what is filed and names what is no number at all."""
    filing, unread = read(answers)
    faults: list[DomainError] = [*unread]
    known = {one.field.replace("[", ".").replace("]", "") for one in unread}
    for ask in _questions(filing, by=by, on=on):
        try:
            ask()
        except DomainError as error:
            faults += [
                one
                for one in one_by_one(error)
                if one.field.replace("[", ".").replace("]", "") not in known
            ]
    return faults


def _questions(
    filing: Summary | FullDeclaration, *, by: User, on: date
) -> tuple[Callable[[], object], ...]:
    if not isinstance(filing, FullDeclaration):
        return (
            lambda: consignee_of(summary=filing, by=by, on=on),
            lambda: check_summary(summary=filing, on=on),
        )
    summary = summary_of(filing)

    def certificates() -> None:
        enterprise = consignee_of(summary=summary, by=by, on=on)
        refuse_used_certificates(items=filing.items, enterprise=enterprise, on=on)

    return (certificates, lambda: check_full(full=filing, on=on))
