"""Checking a declaration in one step: every fault is found at once, in the order of the form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from clearance.declarations.facts import Code, CompleteItem, Completion, FullDeclaration, Summary
from clearance.declarations.operations import ask_codes
from clearance.declarations.operations.ask_claims import entered_on
from clearance.declarations.operations.ask_registers import (
    asked_once,
    known_countries,
    knows_port,
)
from clearance.declarations.operations.ask_taxed import falls_due
from clearance.declarations.operations.check_exit import check_exit
from clearance.declarations.operations.check_goods import missing, unknown_country
from clearance.declarations.operations.check_summary import (
    MODES_WITHOUT_VESSEL,
    check_head,
    check_needs,
    required_answers,
)
from clearance.declarations.operations.file_complete import checked_completion
from clearance.declarations.rules.documents import summary_item, summary_of
from clearance.declarations.states import Direction
from clearance.duties.queries.assessment import rate_day
from customs_portal.kit.errors import Fault, Faults
from customs_portal.registry import law

ZERO = Decimal(0)
FOR_CONTROL = (
    "licence_document",
    "item_containers",
    "product_qualification",
    "ciq_name",
    "goods_attribute",
    "purpose",
)
LONGEST = {"overseas_party": 120, "contract_no": 40, "marks": 400}


@dataclass(frozen=True, kw_only=True)
class CheckedFull:
    """Every number in the form the portal keeps, and the values in CNY."""

    full: FullDeclaration
    summary: Summary
    item_values_cny: tuple[Decimal, ...]

    @property
    def value_cny(self) -> Decimal:
        return sum(self.item_values_cny, ZERO)


def check_full(
    *, full: FullDeclaration, on: date, own: frozenset[str] = frozenset()
) -> CheckedFull:
    """Check against the law and the registers of the day ``on``. Raises ``Faults``.

    ``own`` are containers that may be declared already: those of the declaration itself.
    """
    faults: list[Fault] = []
    if full.direction == Direction.EXPORT:
        full = replace(full, departure_country=ask_codes.own_country(on=on))
    else:
        full = replace(full, destination_country=ask_codes.own_country(on=on))
    _find_missing(full, faults, on=on)
    head = check_head(summary_of(full), faults=faults, on=on, own=own)
    _check_codes(full, faults, on=on)
    full = _check_places(full, faults)
    _check_costs(full, faults, on=on)
    full = _refuse_needless_claims(full, faults, on=on)
    items, values = _check_goods(full, faults, on=on)
    _check_net_weight(full, faults)
    if sum(values, ZERO) > law.ask("declaration.absurd_value_cny", on=on).decimal:
        faults.append(
            Fault(
                _("The total value is beyond anything a single declaration can be worth."),
                field="items[0].value",
                rule="value.absurd",
                remedy=_("Check the amount and its currency."),
            )
        )
    if full.direction == Direction.IMPORT:
        check_needs(head, faults=faults, on=on)
    elif full.direction == Direction.EXPORT:
        check_exit(full, faults=faults, on=on)
        _check_price(full, values, faults, on=on)
    if faults:
        raise Faults(_once(faults))
    summary = replace(head, items=tuple(summary_item(one) for one in items))
    names = ("transport_document", "vessel", "voyage", "departure_country", "container_nos")
    cleaned = {name: getattr(summary, name) for name in names}
    return CheckedFull(
        full=replace(full, **cleaned, items=items), summary=summary, item_values_cny=values
    )


def _once(faults: list[Fault]) -> list[Fault]:
    """Each field's first fault."""
    return list({one.field: one for one in reversed(faults)}.values())[::-1]


def _find_missing(full: FullDeclaration, faults: list[Fault], *, on: date) -> None:
    head, goods = ask_codes.asked_in_one_step(direction=full.direction, on=on)
    without_vessel = full.transport_mode in MODES_WITHOUT_VESSEL
    control, _goods = required_answers(
        licence=full.involves_licence, inspection=full.involves_inspection, on=on
    )
    head += [name for name in control if name in FOR_CONTROL]
    for name in head:
        if name in ("vessel", "voyage") and without_vessel:
            continue
        if name == "item_containers" and not full.container_nos:
            continue
        if getattr(full, name) in (None, "", ()):
            faults.append(missing(name))
    if not full.items:
        faults.append(missing("items"))
    for index, item in enumerate(full.items):
        faults += [
            missing(f"items[{index}].{name}")
            for name in goods
            if getattr(item, name) in (None, "", ZERO)
        ]
    for name, most in LONGEST.items():
        if len(getattr(full, name)) > most:
            faults.append(
                Fault(
                    _("At most %(most)d signs.") % {"most": most},
                    field=name,
                    rule="answer.too_long",
                    remedy=_("Say it shorter."),
                )
            )


def _check_codes(full: FullDeclaration, faults: list[Fault], *, on: date) -> None:
    for name, key in ask_codes.OF_FIELD.items():
        value = getattr(full, name)
        if value and value not in ask_codes.codes_of(key=key, on=on):
            faults.append(_unlisted(name, value, ask_codes.codes_of(key=key, on=on)))
    mode = ask_codes.codes_of(key=ask_codes.MODES, on=on).get(full.supervision_mode)
    if mode is None:
        return
    if not mode.also[full.direction.lower()]:
        faults.append(
            Fault(
                _("Supervision mode %(code)s does not exist in this direction.")
                % {"code": mode.code},
                field="supervision_mode",
                rule="supervision_mode.direction",
                remedy=_("For general trade use 0110."),
            )
        )
    fitting = {one.code for one in ask_codes.levies_for(supervision_mode=mode.code, on=on)}
    known = ask_codes.codes_of(key=ask_codes.LEVIES, on=on)
    if full.levy_mode in known and full.levy_mode not in fitting:
        faults.append(
            Fault(
                _("Nature of the levy %(levy)s does not go with supervision mode %(mode)s.")
                % {"levy": full.levy_mode, "mode": mode.code},
                field="levy_mode",
                rule="levy_mode.contradicts",
                remedy=_("Use one of: %(codes)s.") % {"codes": ", ".join(sorted(fitting))},
            )
        )


def _unlisted(field: str, value: str, codes: Mapping[str, Code]) -> Fault:
    return Fault(
        _("There is no code %(code)s here.") % {"code": value[:20]},
        field=field,
        rule="code.unlisted",
        remedy=_("Use one of: %(codes)s.") % {"codes": ", ".join(codes)},
    )


def _check_places(full: FullDeclaration, faults: list[Fault]) -> FullDeclaration:
    upper = {
        name: getattr(full, name).strip().upper()
        for name in ("trade_country", "destination_country", "foreign_port")
    }
    items = tuple(replace(one, destination=one.destination.strip().upper()) for one in full.items)
    wanted = [upper["trade_country"], upper["destination_country"]]
    known = known_countries([*wanted, *(one.destination for one in items)])
    for name in ("trade_country", "destination_country"):
        if upper[name] and upper[name] not in known:
            faults.append(unknown_country(field=name, code=upper[name][:20]))
    for index, one in enumerate(items):
        if one.destination and one.destination not in known:
            faults.append(
                unknown_country(field=f"items[{index}].destination", code=one.destination[:20])
            )
    if upper["foreign_port"] and not knows_port(upper["foreign_port"]):
        faults.append(
            Fault(
                _("There is no port %(code)s.") % {"code": upper["foreign_port"][:20]},
                field="foreign_port",
                rule="port.unknown",
                remedy=_("Use the five letters of UN/LOCODE, for example VNSGN."),
            )
        )
    return replace(full, **upper, items=items)


def _check_costs(full: FullDeclaration, faults: list[Fault], *, on: date) -> None:
    """Freight and insurance stand either in the price or beside it, as the terms say.

    The value of an import holds them, so what the price lacks is named; the value of an export
    does not, so what the price holds is named. Insurance of an import may be left to the law.
    """
    terms = ask_codes.codes_of(key=ask_codes.TERMS, on=on).get(full.terms)
    for name in ("freight_cny", "insurance_cny", "other_cny"):
        amount = getattr(full, name)
        if amount is not None and not 0 <= amount < 10**10:
            faults.append(
                Fault(
                    _("Freight and insurance cannot be negative."),
                    field=name,
                    rule="amount.range",
                    remedy=_("Give the amount in CNY, or 0 when it is included in the price."),
                )
            )
    if terms is None:
        return
    imported = full.direction == Direction.IMPORT
    for name in ("freight", "insurance"):
        amount = getattr(full, f"{name}_cny")
        named = bool(terms.also[name]) != imported
        if named and amount is None and not (imported and name == "insurance"):
            faults.append(missing(f"{name}_cny"))
        elif not named and amount:
            faults.append(
                Fault(
                    _("With terms %(terms)s nothing is named here.") % {"terms": terms.en},
                    field=f"{name}_cny",
                    rule="terms.contradicted",
                    remedy=_("Leave it empty, or correct the terms of delivery."),
                )
            )


def _check_price(
    full: FullDeclaration, values: tuple[Decimal, ...], faults: list[Fault], *, on: date
) -> None:
    """Freight and insurance stand in the price of dutiable exports: something must be left."""
    inside = (full.freight_cny or ZERO) + (full.insurance_cny or ZERO)
    if not values or inside < sum(values, ZERO):
        return
    codes = [item.hs_code for item in full.items]
    taxed = {"direction": full.direction, "supervision_mode": full.supervision_mode}
    if falls_due(hs_codes=codes, on=on, **taxed):
        faults.append(
            Fault(
                _("Freight and insurance are as much as the whole price."),
                field="freight_cny",
                rule="costs.over_price",
                remedy=_("Give what of the price are freight and insurance, in CNY."),
            )
        )


def _refuse_needless_claims(
    full: FullDeclaration, faults: list[Fault], *, on: date
) -> FullDeclaration:
    """Where no tax falls due nothing can be claimed; what is wrong in it needs no saying."""
    imported = full.direction == Direction.IMPORT
    if imported and (
        ask_codes.is_taxed(supervision_mode=full.supervision_mode, on=on)
        or full.supervision_mode not in ask_codes.codes_of(key=ask_codes.MODES, on=on)
    ):
        return full
    claimed = ["late_exemption"] if full.late_exemption else []
    for index, item in enumerate(full.items):
        claimed += [f"items[{index}].{name}" for name in item.claims]
    faults += [
        Fault(
            _("No tax falls due here that a claim could lower."),
            field=field,
            rule="claim.needless",
            remedy=_("Leave it out."),
        )
        for field in claimed
    ]
    return full.without_claims()


def _check_goods(
    full: FullDeclaration, faults: list[Fault], *, on: date
) -> tuple[tuple[CompleteItem, ...], tuple[Decimal, ...]]:
    most = int(law.ask("declaration.most_items", on=on).value)
    if len(full.items) > most:
        faults.append(
            Fault(
                _("A declaration holds at most %(most)d lines of goods.") % {"most": most},
                field="items",
                rule="items.too_many",
                remedy=_("Divide the goods over several declarations."),
            )
        )
        return (), ()
    if not full.items:
        return (), ()
    try:
        with asked_once():  # fifty lines of the same goods ask the registers once
            items, values = checked_completion(
                Completion(
                    items=full.items,
                    freight_cny=ZERO,
                    late_exemption=full.late_exemption,
                    late_exemption_reason=full.late_exemption_reason,
                ),
                guarantee_no=full.guarantee_no,
                on=on,
                rated=rate_day(
                    accepted=on, entered=entered_on(transport_document=full.transport_document)
                ),
                today=on,
            )
    except Faults as found:
        faults += found.faults
        return (), ()
    return tuple(items), tuple(values)


def _check_net_weight(full: FullDeclaration, faults: list[Fault]) -> None:
    net = full.net_weight_kg
    if net is None:
        return
    if net <= 0 or (full.gross_weight_kg is not None and net > full.gross_weight_kg):
        faults.append(
            Fault(
                _("Net weight must be more than zero and at most the gross weight."),
                field="net_weight_kg",
                rule="weight.net_over_gross",
                remedy=_("Give the weight without packing in kilograms."),
            )
        )
        return
    lines = sum((one.net_weight_kg for one in full.items), ZERO)
    if full.items and lines != net:
        faults.append(
            Fault(
                _("The lines of goods weigh %(lines)s kg together, not %(net)s kg.")
                % {"lines": f"{lines.normalize():f}", "net": f"{net.normalize():f}"},
                field="net_weight_kg",
                rule="weight.sum",
                remedy=_("Correct the total or the line that is wrong."),
            )
        )
