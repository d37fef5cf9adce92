"""What can be wrong with one bill, and bills or containers that stand twice."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from clearance.manifests.facts import LodgedLine
from clearance.manifests.models import ManifestLine
from clearance.manifests.states import Fate, Mode
from customs_portal.kit.errors import Fault
from customs_portal.kit.identifiers import (
    check_awb,
    check_container_no,
    check_transport_document,
    check_uscc,
    fold,
)

_UN = re.compile(r"[0-9]{4}")
_CLASS = re.compile(r"[1-9](\.[1-6])?[A-S]?")
_PACKAGE = re.compile(r"[A-Z0-9]{2,3}")


@dataclass(frozen=True, kw_only=True)
class Registers:
    """What every bill of one manifest is checked against; read once."""

    mode: str
    countries: frozenset[str]
    heaviest: Decimal


def check_bill(
    *, line: LodgedLine, path: str, registers: Registers, faults: list[Fault]
) -> LodgedLine:
    """The bill as the portal keeps it; what is wrong is added to ``faults``."""

    def take(check: Callable[[str], str], text: str, field: str) -> str:
        try:
            return check(text)
        except Fault as fault:
            fault.field = f"{path}.{field}"
            faults.append(fault)
            return text

    by_air = registers.mode == Mode.AIR and not line.master
    document = take(
        check_awb if by_air else check_transport_document,
        line.transport_document,
        "transport_document",
    )
    master = line.master and take(
        check_awb if registers.mode == Mode.AIR else check_transport_document,
        line.master,
        "master",
    )
    containers = tuple(take(check_container_no, no, "container_no") for no in line.container_nos)
    uscc = line.consignee_uscc and take(check_uscc, line.consignee_uscc, "consignee_uscc")
    country = line.departure_country.strip().upper()
    if country not in registers.countries:
        faults.append(
            Fault(
                _("There is no country %(code)s.") % {"code": line.departure_country},
                field=f"{path}.departure_country",
                rule="country.unknown",
                remedy=_("Use the two letters of ISO 3166, for example VN."),
            )
        )
    _check_amounts(line, path, registers.heaviest, faults)
    un_number, dangerous_class = _check_dangerous(line, path, faults)
    package = fold(line.package_kind)
    if package and not _PACKAGE.fullmatch(package):
        faults.append(
            Fault(
                _("A kind of packages has two or three characters, such as CT."),
                field=f"{path}.package_kind",
                rule="package.shape",
                remedy=_("Use the code of UN/CEFACT recommendation 21."),
            )
        )
    return replace(
        line,
        transport_document=document,
        master=master,
        container_nos=containers,
        seal_nos=tuple(fold(seal)[:15] for seal in line.seal_nos),
        goods_name=line.goods_name.strip(),
        shipper_name=line.shipper_name.strip(),
        consignee_name=line.consignee_name.strip(),
        consignee_address=" ".join(line.consignee_address.split()),
        notify_name=line.notify_name.strip(),
        consignee_uscc=uscc,
        departure_country=country,
        package_kind=package,
        un_number=un_number,
        dangerous_class=dangerous_class,
    )


def find_repeats(*, lines: list[LodgedLine], faults: list[Fault]) -> None:
    """A bill stands once in the house, a container once in a manifest but for house bills."""
    known = set(
        ManifestLine.objects.filter(
            transport_document__in=[line.transport_document for line in lines], fate=Fate.STANDS
        ).values_list("transport_document", flat=True)
    )
    containers: set[str] = set()
    for i, line in enumerate(lines):
        if line.transport_document in known:
            faults.append(
                Fault(
                    _("Bill of lading %(number)s is already on a manifest.")
                    % {"number": line.transport_document},
                    field=f"lines[{i}].transport_document",
                    rule="transport_document.repeated",
                    remedy=_("Put all containers of one bill of lading on one line."),
                )
            )
        known.add(line.transport_document)
        own: set[str] = set()
        for container_no in line.container_nos:
            if container_no in own or (not line.master and container_no in containers):
                faults.append(
                    Fault(
                        _("Container %(number)s stands twice in this manifest.")
                        % {"number": container_no},
                        field=f"lines[{i}].container_no",
                        rule="container.repeated",
                        remedy=_("Keep it on the bill of lading it travels under."),
                    )
                )
            own.add(container_no)
        if not line.master:
            containers |= own


def _check_amounts(line: LodgedLine, path: str, heaviest: Decimal, faults: list[Fault]) -> None:
    if line.gross_weight_kg > heaviest:
        faults.append(
            Fault(
                _("Gross weight must be more than zero and less than a ship carries."),
                field=f"{path}.gross_weight_kg",
                rule="weight.range",
                remedy=_("Give the weight of the bill of lading in kilograms."),
            )
        )
    if line.gross_weight_kg <= 0 or line.pieces <= 0:
        faults.append(
            Fault(
                _("Weight and pieces must be more than zero."),
                field=f"{path}.gross_weight_kg" if line.gross_weight_kg <= 0 else f"{path}.pieces",
                rule="amount.positive",
                remedy=_("Give the weight and the pieces of the bill of lading."),
            )
        )


def _check_dangerous(line: LodgedLine, path: str, faults: list[Fault]) -> tuple[str, str]:
    number, kind = fold(line.un_number).removeprefix("UN"), fold(line.dangerous_class)
    right = _UN.fullmatch(number) and _CLASS.fullmatch(kind)
    if (number or kind) and not right:
        faults.append(
            Fault(
                _("Dangerous goods have a UN number of four digits and a class, such as 1950 2.1."),
                field=f"{path}.un_number"
                if not _UN.fullmatch(number)
                else f"{path}.dangerous_class",
                rule="dangerous.shape",
                remedy=_("Copy both from the dangerous goods declaration, or leave both empty."),
            )
        )
    return number, kind
