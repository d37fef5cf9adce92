"""Lines of goods as the tax engine takes them, with what was claimed for them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from clearance.declarations.facts import LEVIED, CompleteItem, SummaryItem
from clearance.declarations.models import Declaration, DeclarationItem
from clearance.declarations.operations.ask_claims import claims_offered, relief_modes
from clearance.duties.facts import Relief, TaxableItem
from customs_portal.registry import law

OF_THE_AGREEMENT = ("agreement", "proof_kind", "proof_no", "proof_date", "proof_quantity")


def taxable_items(
    *, items: Sequence[CompleteItem], values: Sequence[Decimal], on: date
) -> tuple[TaxableItem, ...]:
    """Checked lines with their values in CNY, on the day whose rates apply."""
    return tuple(
        _taxable(item, position=position, origin=item.origin, value_cny=value_cny, on=on)
        for position, (item, value_cny) in enumerate(zip(items, values, strict=True), start=1)
    )


def summary_items(
    *, items: Sequence[SummaryItem], values: Sequence[Decimal]
) -> tuple[TaxableItem, ...]:
    """The lines of a summary, where nothing can be claimed yet."""
    return tuple(
        TaxableItem(
            item_no=position,
            hs_code=item.hs_code,
            name=item.name,
            origin=item.origin,
            quantity=item.quantity or Decimal(0),
            unit=item.unit,
            value_cny=value_cny,
        )
        for position, (item, value_cny) in enumerate(zip(items, values, strict=True), start=1)
    )


def taxable_rows(
    *, declaration: Declaration, accepted: date, rated: date
) -> tuple[TaxableItem, ...]:
    """The stored lines of a declaration in one step, by the law of the day ``rated``.

    What was rightly claimed on the day of acceptance, and is offered no more on the day of the
    rates, counts no more.
    """
    return tuple(
        _taxable(
            row,
            position=row.position,
            origin=row.origin_id,
            value_cny=row.value_cny,
            on=rated,
            claims=row.claims
            if rated == accepted
            else standing(row.claims, hs_code=row.hs_code, origin=row.origin_id, on=rated),
        )
        for row in declaration.items.filter(step=1).order_by("position")
    )


def standing(
    claims: Mapping[str, str], *, hs_code: str, origin: str, on: date
) -> Mapping[str, str]:
    """Those of the claims that the law of another day offers for these goods."""
    offers = claims_offered(hs_code=hs_code, origin=origin, on=on)
    gone: set[str] = set()
    if claims.get("agreement", "") not in {one.name for one in offers.agreements}:
        gone.update(OF_THE_AGREEMENT)
    if offers.quota_percent is None:
        gone.add("quota_no")
    return {name: value for name, value in claims.items() if name not in gone}


def _taxable(
    goods: CompleteItem | DeclarationItem,
    *,
    position: int,
    origin: str,
    value_cny: Decimal,
    on: date,
    claims: Mapping[str, str] | None = None,
) -> TaxableItem:
    claimed: Mapping[str, str] = goods.claims if claims is None else claims
    return TaxableItem(
        item_no=position,
        hs_code=goods.hs_code,
        name=goods.name,
        origin=origin,
        quantity=goods.quantity or Decimal(0),
        unit=goods.unit,
        value_cny=value_cny,
        proof=claimed.get("agreement", ""),
        proof_no=claimed.get("proof_no", ""),
        in_quota=bool(claimed.get("quota_no")),
        quota_no=claimed.get("quota_no", ""),
        exporter=claimed.get("exporter", ""),
        relief=_relief(claimed, on=on),
    )


def _relief(claims: Mapping[str, str], *, on: date) -> Relief | None:
    """What the certificate takes away; None where nothing is relieved."""
    code = claims.get("relief_mode", LEVIED)
    mode = next((one for one in relief_modes(on=on) if one.code == code), None)
    if mode is None or not mode.relieves:
        return None
    rule = law.ask("tax.relief_modes", on=on)
    return Relief(
        certificate_no=claims.get("exemption_no", ""),
        taxes=mode.relieves,
        law_key=rule.key,
        law_date=rule.valid_from.isoformat(),
        source=rule.source,
        mark=rule.mark,
    )
