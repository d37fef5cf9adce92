"""Pre-entry control of exports: what goods need to leave, and which document says so."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from clearance.declarations.facts import FullDeclaration
from clearance.declarations.models import Declaration
from customs_portal.kit.errors import Fault
from customs_portal.registry.exports import ExportDocument, ExportNeeds, export_needs_of
from customs_portal.registry.law import LawGap

FREE = ExportNeeds(licence=None, inspection=None)
SEPARATORS = str.maketrans("；;，、\n", ",,,,,")


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """One line of goods by its place, name and code."""

    line: int
    name: str
    code: str

    @property
    def words(self) -> dict[str, object]:
        return {"line": self.line, "name": self.name.strip() or "–", "code": self.code}


def exit_needs_of(*, hs_code: str, on: date) -> ExportNeeds:
    """Nothing while the code is too short or the law pack has no list for that day."""
    code = "".join(sign for sign in hs_code if sign.isdigit())[:10]
    if len(code) < 6:
        return FREE
    try:
        return export_needs_of(code, on)
    except LawGap:
        return FREE


def check_exit(full: FullDeclaration, *, faults: list[Fault], on: date) -> None:
    """Goods that need a licence or an inspection to leave are filed with it.

    A file, which comes from outside, is let in and judged by risk.
    """
    if full.source == Declaration.Source.FILE:
        return
    asked: set[str] = set()
    for line, item in enumerate(full.items, start=1):
        needs = exit_needs_of(hs_code=item.hs_code, on=on)
        goods = Leaving(line=line, name=item.name, code=item.hs_code.strip())
        if needs.licence is not None:
            if not full.involves_licence:
                faults.append(licence_needed_to_leave(goods, document=needs.licence))
            elif needs.licence.code not in asked and not _named(
                needs.licence.code, full.licence_document
            ):
                asked.add(needs.licence.code)
                faults.append(_licence_of_another_kind(goods, needs.licence))
        if needs.inspection is not None and not full.involves_inspection:
            faults.append(inspection_needed_to_leave(goods, document=needs.inspection))


def licence_needed_to_leave(goods: Leaving, *, document: ExportDocument) -> Fault:
    return Fault(
        _("Line %(line)d may not leave without %(document)s: %(name)s, %(code)s.")
        % (goods.words | {"document": document.label}),
        field="involves_licence",
        rule="licence.needed",
        remedy=_("Answer yes and give %(document)s with its number.")
        % {"document": document.label},
        law=document.source,
    )


def inspection_needed_to_leave(goods: Leaving, *, document: ExportDocument) -> Fault:
    return Fault(
        _("Line %(line)d is inspected by law before it leaves, %(document)s: %(name)s, %(code)s.")
        % (goods.words | {"document": document.label}),
        field="involves_inspection",
        rule="inspection.needed",
        remedy=_("Answer yes and give what the inspection asks for."),
        law=document.source,
    )


def _licence_of_another_kind(goods: Leaving, document: ExportDocument) -> Fault:
    return Fault(
        _(
            "Line %(line)d needs %(document)s, and the document given is another one:"
            " %(name)s, %(code)s."
        )
        % (goods.words | {"document": document.label}),
        field="licence_document",
        rule="licence.kind",
        remedy=_("Begin with the letter of the document, then its number, for example %(example)s.")
        % {"example": f"{document.code} 26-1234567"},
        law=document.source,
    )


def _named(code: str, documents: str) -> bool:
    """Whether one of the documents, separated by commas, begins with that letter."""
    return any(
        one.strip().upper().startswith(code) for one in documents.translate(SEPARATORS).split(",")
    )
