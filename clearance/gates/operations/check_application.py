"""Is an application for a gate pass whole? All that is wrong is named at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.gates.facts import DocumentShare, PassApplication
from clearance.gates.operations.follow_journey import road_to
from clearance.gates.rules.binding import breaches_of
from clearance.gates.states import LinkedKind
from customs_portal.kit.errors import Fault, Faults
from customs_portal.kit.identifiers import (
    IdentifierFault,
    check_container_no,
    check_declaration_no,
    check_plate,
    check_transport_document,
)
from customs_portal.kit.identifiers.shape import fold

HEAVIEST_KG = 120_000
LONGEST_SEAL = 24
DIRECTIONS = ("IN", "OUT")


class WeightOutOfRange(Fault):
    """A part of a vehicle weighs between nothing and 120 tonnes."""

    code = "weight_out_of_range"
    sentence = gettext_noop("This weight is not that of a road vehicle or its load.")
    remedy_sentence = gettext_noop("Enter kilograms between 1 and 120,000.")


class BindingRefused(Fault):
    """Type, binding, linked document and weights of a pass must fit each other."""

    code = "binding_refused"
    sentence = gettext_noop("This does not fit the type of the gate pass.")
    remedy_sentence = gettext_noop("Change the type, or what it is bound to.")


class SealOutOfShape(Fault):
    """A seal number is short and has no blanks inside."""

    code = "seal_no"
    sentence = gettext_noop("This is no seal number.")
    remedy_sentence = gettext_noop("Enter the number on the seal: up to 24 letters and digits.")


class NoSuchRoad(Fault):
    """A truck under positioning goes where a supervised road leads."""

    code = "destination_code"
    sentence = gettext_noop("No supervised road leads to this place.")
    remedy_sentence = gettext_noop("Choose a destination from the list, or leave it empty.")


class NoSuchDirection(Fault):
    """In or out."""

    code = "direction"
    sentence = gettext_noop("A vehicle goes in or out.")
    remedy_sentence = gettext_noop("Choose IN or OUT.")


_BREACHES = {
    "B-1": (
        gettext_noop("There is no such type of gate pass."),
        gettext_noop("Choose one of the types 1 to 6."),
    ),
    "B-2": (
        gettext_noop("A pass of type 5 or 6 carries no document."),
        gettext_noop("Leave binding, kind of document and documents empty."),
    ),
    "B-3": (
        gettext_noop("This type of pass needs a binding."),
        gettext_noop("Choose 1, 2 or 3."),
    ),
    "B-4": (
        gettext_noop("This type of pass needs a kind of linked document."),
        gettext_noop("Choose checklist, in/out-store note or bill of lading."),
    ),
    "B-5": (
        gettext_noop("The documents are missing, too many, or one stands there twice."),
        gettext_noop("Give 1 to 50 different numbers."),
    ),
    "B-6": (
        gettext_noop("With this binding a truck carries one document."),
        gettext_noop("Choose binding 1 for several documents on one truck."),
    ),
    "B-7": (
        gettext_noop("The goods of the documents do not add up to the goods of the truck."),
        gettext_noop("Correct the kilograms of a document or of the goods."),
    ),
    "B-8": (
        gettext_noop("An empty truck carries no goods."),
        gettext_noop("Enter 0, or choose another type."),
    ),
    "B-9": (
        gettext_noop("Goods of a bill of lading leave in a container."),
        gettext_noop("Enter the container's number."),
    ),
}


def checked(
    *, application: PassApplication, unbound_types: frozenset[int], on: date
) -> PassApplication:
    """Every number in the form the portal keeps. Raises ``Faults`` naming all that is wrong."""
    found: list[Fault] = []
    kept: dict[str, object] = {
        "plate_no": _try("plate_no", application.plate_no, lambda t: check_plate(t).text, found)
    }
    if application.declaration_no or application.linked_kind == LinkedKind.BILL_OF_LADING:
        kept["declaration_no"] = _try(
            "declaration_no", application.declaration_no, check_declaration_no, found
        )
    if application.container_no:
        kept["container_no"] = _try(
            "container_no", application.container_no, check_container_no, found
        )
    kept["seal_no"] = _seal(application.seal_no, found)
    kept["documents"] = _documents(application, found)
    if application.direction not in DIRECTIONS:
        found.append(NoSuchDirection(field="direction"))
    found += _weights(application)
    destination = application.destination_code
    if destination and road_to(destination_code=destination, on=on) is None:
        found.append(NoSuchRoad(field="destination_code"))
    application = replace(application, **kept)  # type: ignore[arg-type]
    named = {fault.field for fault in found}
    for breach in breaches_of(application, unbound_types=unbound_types):
        if breach.field not in named:
            sentence, remedy = _BREACHES[breach.rule]
            found.append(
                BindingRefused(_(sentence), field=breach.field, rule=breach.rule, remedy=_(remedy))
            )
    if found:
        raise Faults(found)
    return application


def _try(field: str, text: str, check: Callable[[str], str], found: list[Fault]) -> str:
    try:
        return check(text)
    except IdentifierFault as fault:
        fault.field = field
        found.append(fault)
        return text


def _seal(text: str, found: list[Fault]) -> str:
    number = "".join(text.split()).upper()
    if len(number) > LONGEST_SEAL or not all(one.isalnum() or one == "-" for one in number):
        found.append(SealOutOfShape(field="seal_no"))
    return number


def _documents(application: PassApplication, found: list[Fault]) -> tuple[DocumentShare, ...]:
    """Numbers folded; a bill of lading by its own grammar, the others up to 64 characters."""
    is_bill = application.linked_kind == LinkedKind.BILL_OF_LADING
    kept = []
    for one in application.documents:
        number = fold(one.number)[:64]
        if is_bill:
            number = _try("documents", one.number, check_transport_document, found)
        kept.append(replace(one, number=number))
    return tuple(kept)


def _weights(application: PassApplication) -> list[Fault]:
    least = {"truck_kg": 1, "frame_kg": 0, "goods_kg": 0}
    least["container_kg"] = 1 if application.container_no else 0
    most = {"container_kg": HEAVIEST_KG if application.container_no else 0}
    return [
        WeightOutOfRange(field=field)
        for field in ("truck_kg", "frame_kg", "container_kg", "goods_kg")
        if not least[field] <= getattr(application, field) <= most.get(field, HEAVIEST_KG)
    ]
