"""The register of trucks: plate, empty weights and the electronic plate behind the windscreen."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from clearance.gates.models import Truck
from clearance.gates.operations.check_application import HEAVIEST_KG, WeightOutOfRange
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound, NotPermitted
from customs_portal.kit.identifiers import IdentifierFault, check_plate
from hardware_adapters.queries import is_positioner

_TAG = re.compile(r"(?:[0-9A-F]{4}){1,8}")


class TagOutOfShape(Fault):
    """An electronic plate's number is 4 to 32 hexadecimal digits, in fours."""

    code = "tag_id"
    sentence = gettext_noop("This is no number of an electronic plate.")
    remedy_sentence = gettext_noop("Enter the hexadecimal digits printed on the tag, in fours.")


class NoSuchPositioner(Fault):
    """A truck carries a positioner that is known to the hub and in use."""

    code = "positioner_code"
    sentence = gettext_noop("No positioner with this code is in use.")
    remedy_sentence = gettext_noop("Enter the code on the box, or ask customs to register it.")


class TruckRegistered(DomainError):
    """One plate, one tag, one positioner, one active entry."""

    code = "truck_registered"
    sentence = gettext_noop("This plate or tag is registered already.")
    remedy_sentence = gettext_noop("Its owner has to take the old entry out of use first.")


@dataclass(frozen=True, kw_only=True)
class NewTruck:
    plate_no: str
    tag_id: str
    truck_kg: int
    frame_kg: int
    positioner_code: str = ""


@transaction.atomic
def register_truck(*, truck: NewTruck, by: User, now: datetime) -> str:
    """Enter a truck of the person's enterprise; its plate as kept.

    Raises ``NotPermitted``, ``Faults`` and ``TruckRegistered``.
    """
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise is None:
        raise NotPermitted
    found: list[Fault] = []
    plate_no = truck.plate_no
    try:
        plate_no = check_plate(truck.plate_no).text
    except IdentifierFault as fault:
        fault.field = "plate_no"
        found.append(fault)
    tag_id = "".join(truck.tag_id.split()).upper()
    if tag_id and not _TAG.fullmatch(tag_id):
        found.append(TagOutOfShape(field="tag_id"))
    positioner_code = truck.positioner_code.strip().upper()
    if positioner_code and not is_positioner(device_code=positioner_code):
        found.append(NoSuchPositioner(field="positioner_code"))
    found += [
        WeightOutOfRange(field=field)
        for field, least in (("truck_kg", 1), ("frame_kg", 0))
        if not least <= getattr(truck, field) <= HEAVIEST_KG
    ]
    if found:
        raise Faults(found)
    try:
        with transaction.atomic():
            Truck.objects.create(
                plate_no=plate_no,
                enterprise=by.enterprise,
                tag_id=tag_id,
                positioner_code=positioner_code,
                truck_kg=truck.truck_kg,
                frame_kg=truck.frame_kg,
                registered_by=by,
                registered_at=now,
            )
    except IntegrityError as error:
        raise TruckRegistered(field="plate_no") from error
    return plate_no


@transaction.atomic
def retire_truck(*, plate_no: str, by: User, now: datetime) -> None:
    """Take a truck of the person's enterprise out of use. Safe to repeat."""
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise is None:
        raise NotPermitted
    trucks = Truck.objects.select_for_update().filter(plate_no=plate_no, enterprise=by.enterprise)
    truck = trucks.order_by("-is_active", "-id").first()
    if truck is None:
        raise NotFound(field="plate_no")
    if truck.is_active:
        truck.retire(at=now)
