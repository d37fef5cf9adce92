"""Claims as sections of a form, in step two and in one step: what the law offers these goods."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clearance.declarations.facts import LEVIED
from clearance.declarations.operations.ask_claims import (
    EXEMPTIONS,
    ClaimOffers,
    claims_offered,
    relief_modes,
)
from clearance.declarations.pages.sheets import section_of
from clearance.declarations.queries.claims import PROOF_KINDS, common_rate_words, rate_words
from customs_portal.registry import law

Cell = Callable[..., dict[str, Any]]
CODE = {"extra_class": "code"}
OF_THE_AGREEMENT = ("agreement", "proof_no", "proof_date", "proof_quantity")


def claims_section(
    cell: Cell, *, index: int, answers: Mapping[str, str], rated: date
) -> dict[str, Any]:
    """What may be claimed for one line of goods; what was answered before stays to be mended."""
    path = f"items.{index}"
    offers = claims_offered(
        hs_code=answers.get(f"{path}.hs_code", ""),
        origin=answers.get(f"{path}.origin", ""),
        on=rated,
    )
    cells: list[dict[str, Any]] = []
    if offers.agreements or _answered(
        answers, path, "agreement", "proof_no", "proof_date", "proof_quantity"
    ):
        cells += _agreement(cell, path, offers, answers)
    if offers.quota_percent is not None or _answered(answers, path, "quota_no"):
        hint = (
            rate_words(_("With a certificate"), offers.quota_percent)
            if offers.quota_percent is not None
            else ""
        )
        cells.append(cell(f"{path}.quota_no", "s6", hint=hint, optional=True, **CODE))
    if offers.exporters or _answered(answers, path, "exporter"):
        cells.append(_exporter(cell, path, offers, answers))
    modes = [(one.code, one.label) for one in relief_modes(on=rated)]
    levy = cell(f"{path}.relief_mode", "s6", choices=modes)
    cells.append(levy | {"value": levy["value"] or LEVIED})
    cells.append(
        cell(
            f"{path}.exemption_no",
            "s6",
            hint=_("Only for goods relieved of taxes."),
            optional=True,
            **CODE,
        )
    )
    section = section_of(
        f"claims-{index}", _("Preferences and reliefs, line %(n)d") % {"n": index + 1}, cells
    )
    return section | {"complete": False}


def late_section(cell: Cell, *, answers: Mapping[str, str], on: date) -> dict[str, Any]:
    """Asked only of whoever filed after the days of grace."""
    reasons = law.ask("late_declaration.exemptions", on=on).value
    chosen = answers.get("late_exemption", "")
    choices = [("", _("The surcharge is due"))]
    choices += [(code, EXEMPTIONS.get(code, code)) for code in reasons]
    if chosen and chosen not in reasons:
        choices.append((chosen, chosen))
    cells = [
        cell("late_exemption", "s6", choices=choices),
        cell("late_exemption_reason", "s6", optional=True, hint=_("Which paper shows it.")),
    ]
    return section_of("late", _("Late filing"), cells) | {"complete": False}


def offers_key(*, answers: Mapping[str, str], items: int, rated: date) -> str:
    """Changes whenever a line of goods is offered other claims."""
    return "/".join(
        claims_offered(
            hs_code=answers.get(f"items.{n}.hs_code", ""),
            origin=answers.get(f"items.{n}.origin", ""),
            on=rated,
        ).key
        for n in range(items)
    )


def _agreement(
    cell: Cell, path: str, offers: ClaimOffers, answers: Mapping[str, str]
) -> list[dict[str, Any]]:
    choices = [("", common_rate_words(offers))]
    choices += [(one.name, rate_words(one.label, one.percent)) for one in offers.agreements]
    chosen = answers.get(f"{path}.agreement", "")
    if chosen and chosen not in dict(choices):
        choices.append((chosen, chosen))
    accepted = {proof for one in offers.agreements for proof in one.proofs}
    kinds = [("", ""), *((code, word) for code, word in PROOF_KINDS.items() if code in accepted)]
    return [
        cell(f"{path}.agreement", "s6", choices=choices),
        cell(f"{path}.proof_kind", "s6", choices=kinds),
        cell(f"{path}.proof_no", "s6", optional=True, **CODE),
        cell(f"{path}.proof_date", "s6", optional=True, type="date"),
        cell(
            f"{path}.proof_quantity",
            "s6",
            optional=True,
            hint=_("What the proof covers of these goods, in the unit of the line."),
            inputmode="decimal",
            extra_class="num",
        ),
    ]


def _exporter(
    cell: Cell, path: str, offers: ClaimOffers, answers: Mapping[str, str]
) -> dict[str, Any]:
    other = _("Another firm")
    if offers.anti_dumping_percent is not None:
        other = rate_words(other, offers.anti_dumping_percent)
    choices = [("", other)]
    choices += [(name, rate_words(name, percent)) for name, percent in offers.exporters]
    chosen = answers.get(f"{path}.exporter", "")
    if chosen and chosen not in dict(choices):
        choices.append((chosen, chosen))
    return cell(f"{path}.exporter", "s6", choices=choices, hint=_("Anti-dumping duty on top"))


def _answered(answers: Mapping[str, str], path: str, *names: str) -> bool:
    return any(answers.get(f"{path}.{name}", "").strip() for name in names)
