"""Which pass type is bound to which documents, and how many (DOMAIN 18). Pure."""

from dataclasses import dataclass

from clearance.gates.facts import PassApplication
from clearance.gates.states import Binding, LinkedKind, PassType

BILL = LinkedKind.BILL_OF_LADING
MOST_DOCUMENTS = 50


@dataclass(frozen=True, kw_only=True)
class BindingBreach:
    """``rule`` is B-1 to B-9; ``field`` is where the applicant corrects it."""

    field: str
    rule: str


def breaches_of(
    application: PassApplication, *, unbound_types: frozenset[int]
) -> list[BindingBreach]:
    """Everything in the application that contradicts its type; one breach a field."""
    if application.pass_type not in PassType.values:
        return [BindingBreach(field="pass_type", rule="B-1")]
    found = (
        _of_an_unbound(application)
        if application.pass_type in unbound_types
        else _of_a_bound(application)
    )
    if application.pass_type == PassType.EMPTY_TRUCK and application.goods_kg:
        found.append(BindingBreach(field="goods_kg", rule="B-8"))
    return found


def _of_an_unbound(application: PassApplication) -> list[BindingBreach]:
    """Types 5 and 6: binding, link and documents must be empty."""
    found = []
    if application.binding is not None:
        found.append(BindingBreach(field="binding", rule="B-2"))
    if application.linked_kind is not None:
        found.append(BindingBreach(field="linked_kind", rule="B-2"))
    if application.documents:
        found.append(BindingBreach(field="documents", rule="B-2"))
    return found


def _of_a_bound(application: PassApplication) -> list[BindingBreach]:
    found = []
    if application.binding not in Binding.values:
        found.append(BindingBreach(field="binding", rule="B-3"))
    if application.linked_kind not in LinkedKind.values:
        found.append(BindingBreach(field="linked_kind", rule="B-4"))
    numbers = [one.number for one in application.documents]
    if not numbers or len(numbers) > MOST_DOCUMENTS or len(set(numbers)) < len(numbers):
        found.append(BindingBreach(field="documents", rule="B-5"))
    elif len(numbers) > 1 and application.binding != Binding.ONE_TRUCK_MANY:
        found.append(BindingBreach(field="documents", rule="B-6"))
    elif sum(one.goods_kg for one in application.documents) != application.goods_kg:
        found.append(BindingBreach(field="documents", rule="B-7"))
    if application.linked_kind == BILL and not application.container_no:
        found.append(BindingBreach(field="container_no", rule="B-9"))
    return found
