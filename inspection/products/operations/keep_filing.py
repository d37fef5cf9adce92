"""A firm writes its filing: begun, saved answer by answer, handed in, taken up again, withdrawn."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, Faults, NotPermitted
from customs_portal.kit.parsing import is_storable
from customs_portal.registry.queries import hs_exists
from inspection.products.events import ProductFiled, ProductWithdrawn
from inspection.products.models import (
    ANSWERS,
    FilingVersion,
    ProductFiling,
    next_filing_no,
)
from inspection.products.operations.hold_pictures import free_scans
from inspection.products.states import OPEN_TO_CHANGE, Because, FilingState

LONGEST = {
    "name_en": 120,
    "name_zh": 80,
    "model": 60,
    "hs_code": 10,
    "description_en": 2000,
    "description_zh": 2000,
}


class FilingOvertaken(DomainError):
    """The same filing was saved from another window meanwhile."""

    code = "filing_overtaken"
    sentence = gettext_noop("This filing was changed in another window.")
    remedy_sentence = gettext_noop("Load the page again to see what stands there.")


class FilingClosed(DomainError):
    """A filing is changed while it is a draft or was returned."""

    code = "filing_closed"
    sentence = gettext_noop("This filing cannot be changed as it stands.")
    remedy_sentence = gettext_noop("Take an accepted filing up again to change it.")


@dataclass(frozen=True, kw_only=True)
class SavedFiling:
    filing_no: str
    saves: int
    saved_at: datetime


@transaction.atomic
def begin_filing(*, by: User, now: datetime, answers: dict[str, str] | None = None) -> str:
    """A new draft; its number."""
    enterprise_id = _firm(by)
    filing = ProductFiling.objects.create(
        filing_no=next_filing_no(year=timezone.localdate(now).year),
        enterprise_id=enterprise_id,
        begun_by=by,
        begun_at=now,
        saved_at=now,
        move=told(at=now, by=by, reason=Because.BEGUN),
    )
    filing.answer(_answers(answers or {}), at=now)
    return filing.filing_no


@transaction.atomic
def save_answers(
    *, filing_no: str, answers: dict[str, str], saves: int | None, by: User, now: datetime
) -> SavedFiling:
    """``saves`` is what the form had seen, None for whatever stands."""
    filing = own_open_filing(filing_no=filing_no, by=by)
    if saves is not None and saves != filing.saves:
        raise FilingOvertaken(field="version", saves=filing.saves)
    filing.answer(_answers(answers), at=now)
    return SavedFiling(filing_no=filing_no, saves=filing.saves, saved_at=now)


@transaction.atomic
def submit_filing(*, filing_no: str, by: User, now: datetime) -> int:
    """Hand it in; the number of the version. Raises ``Faults``, all at once."""
    filing = own_open_filing(filing_no=filing_no, by=by)
    faults = faults_in(filing)
    if faults:
        raise Faults(faults)
    filing.submit(by=by, why=Because.FILED, at=now)
    pictures = list(filing.pictures.filter(removed_at=None).order_by("id"))
    FilingVersion.objects.create(
        filing=filing,
        number=filing.version,
        answers={name: getattr(filing, name) for name in ANSWERS},
        pictures=[
            {"id": one.pk, "kind": one.kind, "sha256": one.sha256, "scan_no": one.scan_no}
            for one in pictures
        ],
        filed_by=by,
        filed_at=now,
    )
    announce(
        ProductFiled(
            filing_no=filing_no,
            enterprise_id=filing.enterprise_id,
            version=filing.version,
            hs_code=filing.hs_code,
            pictures=len(pictures),
            filed_at=now,
        ),
        actor=by,
    )
    return filing.version


@transaction.atomic
def take_up_filing(*, filing_no: str, by: User, now: datetime) -> None:
    """Change what was accepted or has expired; until it is accepted again nobody compares it."""
    filing = ProductFiling.objects.locked(filing_no=filing_no, enterprise_id=_firm(by))
    filing.take_up(by=by, why=Because.CHANGING, at=now)


@transaction.atomic
def withdraw_filing(*, filing_no: str, reason: str, by: User, now: datetime) -> None:
    """The firm takes it back for good."""
    filing = ProductFiling.objects.locked(filing_no=filing_no, enterprise_id=_firm(by))
    reason = reason.strip()
    if not reason or not is_storable(reason):
        raise Fault(
            _("Say why you withdraw it."),
            field="reason",
            rule="reason.required",
            remedy=_("One sentence is enough."),
        )
    filing.withdraw(by=by, reason=reason[:400], at=now)
    free_scans(filing=filing, now=now)
    announce(ProductWithdrawn(filing_no=filing_no, reason=reason[:400], withdrawn_at=now), actor=by)


def own_open_filing(*, filing_no: str, by: User) -> ProductFiling:
    """The firm's own filing, locked, in a state in which it may be changed."""
    filing = ProductFiling.objects.locked(filing_no=filing_no, enterprise_id=_firm(by))
    if FilingState(filing.state) not in OPEN_TO_CHANGE:
        raise FilingClosed(field="filing_no")
    return filing


def faults_in(filing: ProductFiling) -> list[Fault]:
    """Everything that keeps it from being handed in, in the order of the form."""
    found = [
        Fault(
            _("Fill this in."),
            field=name,
            rule="product.required",
            remedy=_("Reviewers compare goods by it, in both languages."),
        )
        for name in ANSWERS
        if name not in ("hs_code", "model") and not getattr(filing, name).strip()
    ]
    if not filing.model.strip():
        found.append(
            Fault(
                _("Give the model or type."),
                field="model",
                rule="product.required",
                remedy=_("Write “none” when the product has no model."),
            )
        )
    code = filing.hs_code
    if not (code.isascii() and code.isdigit() and len(code) in (6, 8, 10) and hs_exists(code[:6])):
        found.append(
            Fault(
                _("There is no such commodity code."),
                field="hs_code",
                rule="product.hs_code",
                remedy=_("Give 6, 8 or 10 digits of the present tariff."),
            )
        )
    if not filing.pictures.filter(removed_at=None).exists():
        found.append(
            Fault(
                _("Add at least one photograph or scan."),
                field="file",
                rule="product.picture",
                remedy=_("JPEG or PNG; a scan may be DICOS or a scan package as well."),
            )
        )
    return found


def _answers(given: dict[str, str]) -> dict[str, str]:
    for name, value in given.items():
        if name not in ANSWERS or not isinstance(value, str) or not is_storable(value):
            raise Fault(
                _("The form has no such field."),
                field=name[:60],
                rule="field.unknown",
                remedy=_("Load the page again."),
            )
    return {name: value.strip()[: LONGEST[name]] for name, value in given.items()}


def _firm(by: User) -> int:
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise_id is None:
        raise NotPermitted(duty=Duty.FILE_DECLARATION)
    return by.enterprise_id
