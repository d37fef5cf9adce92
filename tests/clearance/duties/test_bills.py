"""Tax bills: reckoned by the law of the day, explained line by line, printed once."""

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

import pytest
from django.utils.translation import override

from clearance.duties.facts import Lateness, TaxableItem
from clearance.duties.models import TaxBill
from clearance.duties.operations import issue_document as issuing
from clearance.duties.operations.bill_tax import bill_tax
from clearance.duties.operations.issue_document import issue_document
from clearance.duties.queries import bill_of, estimate, owed_now
from clearance.duties.rules.formulae import fen
from clearance.duties.states import BillState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound
from customs_portal.registry.law import LawGap
from customs_portal.registry.tariff import rates_for
from tests.factories.duties import MORNING, TaxBillFactory
from tests.factories.people import EnterpriseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]
NO = "510120261000000007"
TODAY = date(2026, 11, 2)


def item(no=1, **changes):
    usual = {
        "item_no": no,
        "hs_code": "8413709190",
        "name": "Centrifugal pump",
        "origin": "DE",
        "quantity": Decimal(3),
        "unit": "set",
        "value_cny": Decimal("52000.00"),
    }
    return TaxableItem(**(usual | changes))


def bill(*items, on=TODAY, **changes):
    return bill_tax(
        declaration_no=NO,
        enterprise=EnterpriseFactory(),
        items=items or (item(),),
        on=on,
        now=MORNING,
        **changes,
    )


def names():
    return list(JournalEntry.objects.order_by("id").values_list("name", flat=True))


def test_the_bill_is_the_formulae_with_the_tariff_of_the_day():
    made = bill(freight_cny=Decimal("3000.00"))

    rates = rates_for("8413709190", "DE", TODAY)
    value = Decimal("55165.00")  # 52,000 + 3,000, and 3 permille of both
    duty = fen(value * rates.duty_rate)
    vat = fen((value + duty) * rates.vat_rate)
    assert [(line.tax, line.amount_cny) for line in made.lines] == [("DUTY", duty), ("VAT", vat)]
    assert made.total_cny == duty + vat
    assert made.state == BillState.DUE
    assert made.pay_by == date(2026, 11, 17)
    assert names() == ["clearance.tax-billed"]


def test_every_line_says_which_rule_gave_its_rate():
    made = bill()
    assert [line.law_key for line in made.lines] == ["tariff.lines", "vat.standard"]
    assert made.lines[1].law_date == date(2019, 4, 1)
    assert all(line.source and line.mark for line in made.lines)
    assert len(TaxBill.objects.get().law_digest) == 64


def test_vat_follows_the_date():
    before = bill(on=date(2019, 3, 31))
    assert before.lines[-1].rate == Decimal("0.16")


def test_wine_carries_consumption_tax_inside_its_own_base():
    made = bill(item(hs_code="2208200000", name="Brandy", origin="FR", unit="litre"))
    assert [line.tax for line in made.lines] == ["DUTY", "CONSUMPTION", "VAT"]


def test_billing_twice_gives_the_first_bill():
    first = bill()
    assert bill(item(value_cny=Decimal(1))).total_cny == first.total_cny
    assert TaxBill.objects.count() == 1
    assert names() == ["clearance.tax-billed"]


def test_a_bill_below_the_minimum_is_recorded_and_not_collected():
    made = bill(item(value_cny=Decimal("20.00")))
    assert made.state == BillState.NOT_COLLECTED
    assert not made.must_be_paid
    assert names() == ["clearance.tax-billed", "clearance.tax-not-collected"]


def test_a_day_without_law_is_refused_and_leaves_no_trace():
    with pytest.raises(LawGap):
        bill(on=date(1990, 1, 1))
    assert not TaxBill.objects.exists()
    assert names() == []


def test_the_estimate_is_what_the_bill_will_be():
    items = (item(1), item(2, hs_code="6109100010", origin="VN", value_cny=Decimal("61000")))
    freight = Decimal("1200.00")
    assert (
        estimate(items=items, on=TODAY, freight_cny=freight)
        == bill(*items, freight_cny=freight).total_cny
    )


def test_the_document_is_printed_once_and_kept_by_its_hash(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = TaxBillFactory(enterprise__name_zh="海东#进出口*有限_公司")

    first = issue_document(bill_no=made.bill_no)
    TaxBill.objects.update(total_cny=Decimal("1.00"))
    again = issue_document(bill_no=made.bill_no)

    assert first.data.startswith(b"%PDF-")
    assert first == again
    made.refresh_from_db()
    assert made.document_key == f"{first.sha256}.pdf"


def test_the_paper_bill_explains_itself_in_both_languages(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = bill(item(hs_code="2208200000", name="Brandy", origin="FR", unit="litre"))
    with override("zh-hans"):
        chinese = bill_of(bill_no=made.bill_no)
    lines = issuing.reckoning_in_both(english=made, chinese=chinese)
    assert [line["tax"] for line in lines] == ["DUTY", "CONSUMPTION", "VAT"]
    rounded = lines[2]["steps"][-1]
    assert rounded["en"].startswith("Rounded half up to the fen")
    assert rounded["zh"].startswith("四舍五入至分")
    assert "vat.standard 2019-04-01 [K]" in lines[2]["steps"][1]["law"]
    assert issue_document(bill_no=made.bill_no).data.startswith(b"%PDF-")


def test_a_document_of_no_bill_is_not_found():
    with pytest.raises(NotFound):
        issue_document(bill_no="nothing")


@pytest.mark.parametrize(
    ("accepted", "days"),
    [(date(2026, 11, 14), 0), (date(2026, 11, 15), 0), (date(2026, 11, 16), 1)],
)
def test_the_surcharge_begins_on_the_day_after_the_days_of_grace(accepted, days):
    made = bill(
        item(value_cny=Decimal("200000.00")),
        on=accepted,
        lateness=Lateness(entered=date(2026, 11, 1), accepted=accepted),
    )

    late = [line for line in made.lines if line.tax == "LATE"]
    assert [line.days_late for line in late] == ([days] if days else [])
    assert sum(made.sums.values()) == made.total_cny


@pytest.mark.parametrize(
    ("value", "days", "surcharge"),
    [
        ("99601.11", 1, None),  # 49.95: below the minimum of 50
        ("99700.90", 1, "50.00"),  # 50.00 exactly
        ("199000.00", 3, "299.00"),  # 299.39...: fractions of a yuan are dropped
    ],
)
def test_the_surcharge_is_whole_yuan_and_nothing_below_fifty(value, days, surcharge):
    made = bill(
        item(value_cny=Decimal(value)),
        on=date(2026, 11, 15) + timedelta(days=days),
        lateness=Lateness(
            entered=date(2026, 11, 1), accepted=date(2026, 11, 15) + timedelta(days=days)
        ),
    )

    late = [line for line in made.lines if line.tax == "LATE"]
    assert [str(line.amount_cny) for line in late] == ([surcharge] if surcharge else [])
    for line in late:
        assert (line.law_key, line.mark) == ("late_declaration.permille_per_day", "L")
        assert line.rate == Decimal("0.0005")
        assert line.name == f"2026-11-16 – 2026-11-{15 + days}"
        assert line.amount_cny == (line.base_cny * line.rate * days).to_integral_value(ROUND_FLOOR)


def test_late_payment_charges_nothing_on_the_surcharge_for_late_declaration():
    late = Lateness(entered=date(2026, 10, 1), accepted=TODAY)
    made = bill(item(value_cny=Decimal("200000.00")), lateness=late)
    tax = sum(line.amount_cny for line in made.lines if line.tax != "LATE")

    owing = owed_now(bill_no=made.bill_no, now=MORNING + timedelta(days=35))

    assert made.total_cny > tax
    assert owing.tax_cny == made.total_cny
    assert owing.surcharge_cny == fen(tax * Decimal("0.0005") * owing.days_late)


def test_the_paper_bill_prints_the_surcharge(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    late = Lateness(entered=date(2026, 10, 1), accepted=TODAY)
    made = bill(item(value_cny=Decimal("200000.00")), lateness=late)

    assert issue_document(bill_no=made.bill_no).data.startswith(b"%PDF")
