"""The tax bill as a document: made once, kept by its hash, never made again."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from clearance.duties.models import TaxBill
from clearance.duties.queries import BillView, bill_of
from customs_portal.kit import money, printing, storage
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Enterprise

TEMPLATE = Path(__file__).parents[1] / "templates" / "duties" / "tax_bill.typ"


@dataclass(frozen=True, kw_only=True)
class Document:
    data: bytes
    sha256: str


@transaction.atomic
def issue_document(*, bill_no: str) -> Document:
    """The stored PDF of the bill; printed and stored at the first call. Raises ``NotFound``."""
    bill = (
        TaxBill.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(bill_no=bill_no)
        .first()
    )
    if bill is None:
        raise NotFound(field="bill_no")
    if not bill.document_key:
        with override("en"):
            english = bill_of(bill_no=bill_no)
        with override("zh-hans"):
            chinese = bill_of(bill_no=bill_no)
        figures = _figures(english, bill.enterprise)
        figures["reckoning"] = reckoning_in_both(english=english, chinese=chinese)
        printed = printing.print_pdf(TEMPLATE, name="bill", data=figures)
        bill.document_key = storage.put(printed, suffix="pdf")
        bill.save(update_fields=["document_key"])
    return Document(
        data=storage.read(bill.document_key), sha256=bill.document_key.partition(".")[0]
    )


def _figures(bill: BillView, payer: Enterprise) -> dict[str, object]:
    return {
        "bill_no": bill.bill_no,
        "declaration_no": bill.declaration_no,
        "enterprise_en": payer.name_en,
        "enterprise_zh": payer.name_zh,
        "uscc": payer.uscc or "",
        "office": bill.declaration_no[:4],
        "qr": printing.qr_svg(bill.bill_no),
        "issued": timezone.localtime(bill.billed_at).strftime("%Y-%m-%d %H:%M"),
        "pay_by": bill.pay_by.isoformat(),
        "provisional": bill.pay_by_provisional,
        "rated_on": bill.rated_on.isoformat(),
        "total": f"{bill.total_cny:,.2f}",
        "credited": f"{bill.credited_cny:,.2f}" if bill.credited_cny else "",
        "words": money.in_words(bill.total_cny),
        "lines": [
            {
                "item": line.item_no,
                "hs_code": line.hs_code,
                "name": line.name,
                "origin": line.origin,
                "tax": line.tax,
                "base": f"{line.base_cny:,.2f}",
                "rate": f"{line.rate * 100:.2f} %",
                "unit": f"{line.quantity.normalize():f} x {_plain(line.per_unit_cny)}"
                if line.per_unit_cny
                else f"x {line.days_late} 天 days"
                if line.days_late
                else "",
                "amount": f"{line.amount_cny:,.2f}",
                "law": f"{line.law_key} {line.law_date.isoformat()} [{line.mark}]",
            }
            for line in bill.lines
        ],
    }


def reckoning_in_both(*, english: BillView, chinese: BillView) -> list[dict[str, object]]:
    """The steps of every line in both languages, each with its place in the law."""
    return [
        {
            "line": f"{one.item_no} · {one.hs_code}".rstrip(" ·"),
            "tax": one.tax,
            "amount": f"{one.amount_cny:,.2f}",
            "steps": [
                {
                    "en": step.text,
                    "zh": same.text,
                    "law": f"{step.law_key} {step.law_date} [{step.mark}] {step.source}"
                    if step.law_key
                    else "",
                }
                for step, same in zip(one.steps, other.steps, strict=True)
            ],
        }
        for one, other in zip(english.lines, chinese.lines, strict=True)
        if one.steps
    ]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
