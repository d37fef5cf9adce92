"""A draft on its way to a summary: what is complete, what needs fixing, what it will cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearance.declarations.facts import Summary
from clearance.declarations.models import Draft
from clearance.declarations.operations.ask_registers import rate_on
from clearance.declarations.operations.check_goods import needs_of
from clearance.declarations.operations.check_summary import check_summary, required_answers
from clearance.declarations.operations.find_parties import consignee_of
from clearance.declarations.queries.explanations import way_in_words
from clearance.declarations.queries.goods import described
from clearance.declarations.queries.needs import contradicted
from clearance.duties.facts import TaxableItem
from clearance.duties.queries import GuaranteeView, estimate, guarantees_of
from clearance.manifests.queries import ManifestLineView, line_of
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.identifiers import (
    check_container_no,
    check_hs6,
    check_hs10,
    check_transport_document,
    check_uscc,
)
from customs_portal.kit.money import format_cny, to_cny
from customs_portal.registry import law
from customs_portal.registry.models import Country, Enterprise

AGAINST_THE_MANIFEST = ("gross_weight_kg", "pieces")
QUESTIONS_OF_GOODS = ("involves_licence", "involves_inspection")


@dataclass(frozen=True, kw_only=True)
class DraftView:
    draft_no: str
    answers: dict[str, str]
    version: int
    begun_by: str
    begun_at: datetime
    saved_at: datetime
    declaration_no: str
    completes: str
    transport_document: str
    procedure: str
    direction: str

    @property
    def way(self) -> str:
        """Procedure and direction in the reader's words."""
        return way_in_words(self.procedure, self.direction)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """``faults`` need fixing; ``missing`` is only not answered yet."""

    faults: tuple[Fault, ...]
    missing: tuple[Fault, ...]
    complete: int
    asked: int

    @property
    def everything(self) -> tuple[Fault, ...]:
        return (*self.faults, *self.missing)


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The guarantee meter: what this declaration would take of it."""

    guarantee: GuaranteeView | None
    estimate_cny: Decimal
    left_cny: Decimal
    this_percent: int
    total_percent: int


def draft_of(*, draft_no: str, by: User) -> DraftView | None:
    row = (
        Draft.objects.select_related("begun_by", "declaration", "completes")
        .filter(draft_no=draft_no, enterprise=by.enterprise, deleted_at=None, completes=None)
        .first()
    )
    return None if row is None else _view(row)


def draft_filed_as(*, declaration_no: str) -> str:
    """The number of the draft that became this declaration; "" when none did."""
    filed = Draft.objects.filter(declaration__declaration_no=declaration_no, completes=None)
    return filed.values_list("draft_no", flat=True).first() or ""


def draft_completing(*, declaration_no: str) -> DraftView | None:
    """The open draft of step two of this declaration, or None when nobody typed anything yet."""
    row = (
        Draft.objects.select_related("begun_by", "declaration", "completes")
        .filter(completes__declaration_no=declaration_no, deleted_at=None, declaration=None)
        .first()
    )
    return None if row is None else _view(row)


class FoundDrafts:
    """Open drafts of the person's enterprise, the last saved first; read slice by slice."""

    def __init__(self, *, by: User) -> None:
        rows = Draft.objects.filter(enterprise=by.enterprise, deleted_at=None, declaration=None)
        related = rows.select_related("begun_by", "declaration", "completes")
        self._rows = related.order_by("-saved_at", "-id")

    def count(self) -> int:
        return self._rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[DraftView]:
        return [_view(row) for row in self._rows[part]]


def drafts_called(*, draft_nos: list[str], by: User) -> list[DraftView]:
    """Those of the numbers that are open drafts of step one, in the order asked."""
    rows = Draft.objects.filter(
        enterprise=by.enterprise,
        draft_no__in=draft_nos,
        deleted_at=None,
        declaration=None,
        completes=None,
    ).select_related("begun_by", "declaration", "completes")
    found = {row.draft_no: _view(row) for row in rows}
    return [found[number] for number in dict.fromkeys(draft_nos) if number in found]


def progress_of(*, summary: Summary, unread: list[Fault], by: User, on: date) -> Progress:
    """Everything ``submit_summary`` would say, asked beforehand."""
    faults = list(unread)
    known = {one.field.replace("[", ".").replace("]", "") for one in unread}
    for question in (
        lambda: consignee_of(summary=summary, by=by, on=on),
        lambda: check_summary(summary=summary, on=on),
    ):
        try:
            question()
        except Faults as found:
            faults += [
                one
                for one in found.faults
                if one.field.replace("[", ".").replace("]", "") not in known
            ]
        except DomainError as found:
            faults.append(Fault(found.message, field=found.field, rule=found.rule))
    missing = tuple(one for one in faults if one.rule == "required")
    wrong = tuple(one for one in faults if one.rule != "required")
    head, goods = required_answers(
        licence=summary.involves_licence, inspection=summary.involves_inspection, on=on
    )
    asked = len(head) + 2 + len(goods) * max(1, len(summary.items))
    fields = {one.field for one in faults}
    return Progress(
        faults=wrong, missing=missing, complete=max(0, asked - len(fields)), asked=asked
    )


def cover_of(*, summary: Summary | None, by: User, on: date) -> Cover | None:
    """The chosen guarantee (or the only one) with the estimate; None without any guarantee."""
    if by.enterprise is None:
        return None
    guarantees = [
        one for one in guarantees_of(enterprise_id=by.enterprise.pk, on=on) if one.in_force
    ]
    wanted = summary.guarantee_no if summary else ""
    chosen = next((one for one in guarantees if one.guarantee_no == wanted), None)
    chosen = chosen or (guarantees[0] if guarantees else None)
    if chosen is None:
        return None
    amount = _estimate(summary, on=on) if summary and summary.involves_tax else Decimal(0)
    this_percent = int(amount * 100 / chosen.limit_cny)
    return Cover(
        guarantee=chosen,
        estimate_cny=amount,
        left_cny=chosen.left_cny - amount,
        this_percent=this_percent,
        total_percent=int((chosen.used_cny + amount) * 100 / chosen.limit_cny),
    )


def answer_to(*, field: str, answers: Mapping[str, str], on: date) -> dict[str, str]:
    """What the form says below a field while it is filled: ``confirm`` or ``error``, or nothing."""
    value = answers.get(field, "").strip()
    if not value:
        return {}
    name = field.rsplit(".", 1)[-1]
    try:
        return {"confirm": _confirm(field, name, value, answers, on=on)}
    except Fault as fault:
        return {"error": fault.message}


def answered_with(field: str) -> tuple[str, ...]:
    """The fields whose own answer changes with this one."""
    if field == "transport_document":
        return (field, *AGAINST_THE_MANIFEST)
    if field.endswith(".hs_code"):
        return (field, *QUESTIONS_OF_GOODS)
    if field.endswith(".currency"):
        return (field, f"{field.removesuffix('currency')}value")
    return (field,)


def line_for(*, transport_document: str) -> ManifestLineView | None:
    try:
        number = check_transport_document(transport_document)
    except Fault:
        return None
    return line_of(transport_document=number)


def _confirm(field: str, name: str, value: str, answers: Mapping[str, str], *, on: date) -> str:
    if name == "consignee_uscc":
        return _consignee(check_uscc(value), on=on)
    if name == "transport_document":
        return _manifest(check_transport_document(value))
    if name == "container_nos":
        numbers = [
            check_container_no(one) for one in value.replace("\n", ",").split(",") if one.strip()
        ]
        return ngettext(
            "%(n)d container, check digit right",
            "%(n)d containers, check digits right",
            len(numbers),
        ) % {"n": len(numbers)}
    if name == "hs_code":
        return _goods(value, answers, on=on)
    if name in QUESTIONS_OF_GOODS:
        return contradicted(question=name, value=value, answers=answers, on=on)
    if name in ("departure_country", "origin"):
        country = Country.objects.filter(code=value.upper()).first()
        if country is None:
            raise Fault(_("There is no country %(code)s.") % {"code": value})
        return country.name
    if name in AGAINST_THE_MANIFEST:
        return _as_the_manifest(name, value, answers, on=on)
    if name == "value":
        return _in_cny(field, answers, on=on)
    if name == "currency":
        _rate_of(value.upper(), on=on)
    return ""


def _consignee(uscc: str, *, on: date) -> str:
    firm = Enterprise.objects.filter(uscc=uscc).first()
    if firm is None:
        raise Fault(_("No enterprise is registered under this USCC."))
    grade = firm.grade_on(on)
    if grade is None:
        return _("Registered: %(name)s") % {"name": firm.name}
    return _("Registered: %(name)s, %(grade)s") % {
        "name": firm.name,
        "grade": grade.get_grade_display(),
    }


def _manifest(number: str) -> str:
    line = line_of(transport_document=number)
    if line is None:
        return _("Not on a manifest yet: you are filing early.")
    return _("Found in manifest %(manifest)s: %(containers)s, %(pieces)d pieces") % {
        "manifest": line.manifest_no,
        "containers": ", ".join(line.containers) or "–",
        "pieces": line.pieces,
    }


def _as_the_manifest(name: str, value: str, answers: Mapping[str, str], *, on: date) -> str:
    """Weight and pieces beside the carrier's; a difference is said while it is typed."""
    line = line_for(transport_document=answers.get("transport_document", ""))
    if line is None:
        return ""
    ours = number_in(value)
    theirs = Decimal(getattr(line, name))
    permille = law.ask("declaration.weight_tolerance_permille", on=on).decimal
    allowed = theirs * permille / 1000 if name == "gross_weight_kg" else Decimal(0)
    words = {"number": f"{theirs.normalize():,f}"}
    if abs(ours - theirs) > allowed:
        raise Fault(
            _("The manifest says %(number)s: the declaration would differ from it.") % words
        )
    return _("Agrees with the manifest: %(number)s") % words


def number_in(text: str) -> Decimal:
    """The number a person typed, with or without commas. Raises ``Fault``."""
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except ArithmeticError as error:
        raise Fault(_("Write this as a number, for example 8640.5.")) from error
    if not number.is_finite():
        raise Fault(_("Write this as a number, for example 8640.5."))
    return number


def _goods(value: str, answers: Mapping[str, str], *, on: date) -> str:
    check = check_hs10 if answers.get("involves_inspection") == "yes" else check_hs6
    code = check(value)
    licence, inspection = needs_of(hs_code=code, origin="", on=on)
    said = [described(code)]
    if licence:
        said.append(_("needs a licence"))
    if inspection:
        said.append(_("needs an inspection by law"))
    return "; ".join(said)


def _in_cny(field: str, answers: Mapping[str, str], *, on: date) -> str:
    path = field.rsplit(".", 1)[0]
    text = answers.get(f"{path}.value", "").replace(",", "").strip()
    currency = answers.get(f"{path}.currency", "").strip().upper()
    if not text or not currency:
        return ""
    rate = rate_on(currency=currency, on=on)
    if rate is None:
        return ""  # which is said where the currency stands
    try:
        value = Decimal(text)
        amount = to_cny(value, rate) if value.is_finite() else None
    except ArithmeticError:
        amount = None
    if amount is None:
        raise Fault(_("Write this as a number, for example 8640.5."))
    return _("%(amount)s at %(rate)s") % {
        "amount": format_cny(amount),
        "rate": f"{rate.normalize():f}",
    }


def _rate_of(currency: str, *, on: date) -> Decimal:
    rate = rate_on(currency=currency, on=on)
    if rate is None:
        raise Fault(
            _("There is no customs rate for %(currency)s on %(date)s.")
            % {"currency": currency, "date": on.isoformat()}
        )
    return rate


def _estimate(summary: Summary, *, on: date) -> Decimal:
    try:
        checked = check_summary(summary=summary, on=on)
        return estimate(
            items=[
                TaxableItem(
                    item_no=position,
                    hs_code=item.hs_code,
                    name=item.name,
                    origin=item.origin,
                    quantity=item.quantity or Decimal(0),
                    unit=item.unit,
                    value_cny=value,
                )
                for position, (item, value) in enumerate(
                    zip(checked.summary.items, checked.item_values_cny, strict=True), start=1
                )
            ],
            on=on,
        )
    except DomainError:
        return Decimal(0)


def _view(row: Draft) -> DraftView:
    return DraftView(
        draft_no=row.draft_no,
        answers=row.answers,
        version=row.version,
        begun_by=row.begun_by.display_name or row.begun_by.username,
        begun_at=row.begun_at,
        saved_at=timezone.localtime(row.saved_at),
        declaration_no=row.declaration.declaration_no if row.declaration else "",
        completes=row.completes.declaration_no if row.completes else "",
        transport_document=row.completes.transport_document
        if row.completes
        else row.answers.get("transport_document", ""),
        procedure=row.procedure,
        direction=row.direction,
    )
