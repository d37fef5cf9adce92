"""A year whose holidays are not announced: the statutory ones decide, and the bill says so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from clearance.duties.facts import Lateness
from clearance.duties.models import PeriodicBill, TaxBill
from clearance.duties.operations.bill_month import admit_periodic_payer, bill_month
from clearance.duties.operations.bill_tax import bill_tax
from clearance.duties.operations.confirm_terms import confirm_terms
from clearance.duties.operations.issue_document import issue_document
from clearance.duties.queries import assessment, bill_of
from clearance.duties.queries.wording import in_words
from customs_portal.journal.models import JournalEntry
from customs_portal.registry.calendar import NoCalendar, provisional_rule
from customs_portal.registry.law import current_pack, standing_in
from tests.clearance.duties.test_bills import item
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
DECEMBER = datetime(2026, 12, 10, 2, tzinfo=UTC)
NOTICE = "the notice of the test"


@pytest.fixture
def officer(registers):
    return UserFactory(tax_officer=True)


@pytest.fixture
def monthly(clerk, officer):
    admit_periodic_payer(uscc=clerk.enterprise.uscc, by=officer, now=DECEMBER)
    return clerk


def billed(clerk, *, now=DECEMBER, number=1):
    return bill_tax(
        declaration_no=f"51012026199900{number:04d}",
        enterprise=clerk.enterprise,
        items=(item(),),
        on=now.date(),
        now=now,
    )


def with_notice(*, off=(), worked=()):
    """The pack with the notice for 2027, as it will be entered."""
    pack = current_pack()
    year = {"valid_from": date(2027, 1, 1), "valid_to": date(2028, 1, 1), "source": NOTICE}
    for key, value in (("calendar.weekdays_off", off), ("calendar.weekend_worked", worked)):
        old = [
            {"valid_from": one.valid_from, "valid_to": one.valid_to, "value": one.value,
             "source": one.source, "mark": one.mark}
            for one in pack.history(key)
        ]  # fmt: skip
        pack = pack.with_entries(
            key, [*old, year | {"value": list(value), "mark": "L"}], digest=f"{key} of 2027"
        )
    return standing_in(pack)


def test_a_bill_into_a_year_without_a_notice_is_issued_and_says_that_its_term_may_move(monthly):
    bill = billed(monthly)
    assert (bill.pay_by, bill.pay_by_provisional) == (date(2027, 1, 8), True)
    assert bill_of(bill_no=bill.bill_no).pay_by_provisional
    assert issue_document(bill_no=bill.bill_no).data.startswith(b"%PDF")


def test_who_pays_bill_by_bill_has_a_term_that_no_calendar_moves(clerk):
    bill = billed(clerk, now=datetime(2026, 12, 20, 2, tzinfo=UTC))
    assert (bill.pay_by, bill.pay_by_provisional) == (date(2027, 1, 4), False)


def test_the_notice_confirms_the_term_once_and_the_paper_is_printed_anew(monthly):
    bill = billed(monthly)
    issue_document(bill_no=bill.bill_no)
    assert confirm_terms(now=DECEMBER) == 0  # no notice yet
    announced = JournalEntry.objects.count()

    with with_notice(off=["2027-01-01", "2027-01-04"]):
        assert confirm_terms(now=DECEMBER) == 1
        assert confirm_terms(now=DECEMBER) == 0

    row = TaxBill.objects.get(bill_no=bill.bill_no)
    assert (row.pay_by, row.pay_by_provisional) == (date(2027, 1, 11), False)
    assert row.document_key == ""
    told = JournalEntry.objects.order_by("id")[announced:]
    assert [one.name for one in told] == ["clearance.pay-by-confirmed"]


def test_nobody_pays_earlier_than_was_said(monthly):
    bill = billed(monthly)
    with with_notice(off=["2027-01-01"], worked=["2027-01-02", "2027-01-03"]):
        assert assessment.periodic_pay_by(billed=date(2026, 12, 10)) == date(2027, 1, 6)
        confirm_terms(now=DECEMBER)
    assert TaxBill.objects.get(bill_no=bill.bill_no).pay_by == date(2027, 1, 8)


def test_the_months_bill_is_provisional_and_confirmed_with_them(monthly, officer):
    billed(monthly)
    bill_month(month=date(2026, 12, 1), by=officer, now=DECEMBER + timedelta(days=25))
    assert PeriodicBill.objects.get().pay_by_provisional
    with with_notice(off=["2027-01-01", "2027-01-04"]):
        confirm_terms(now=DECEMBER)
    month = PeriodicBill.objects.get()
    assert (month.pay_by, month.pay_by_provisional) == (date(2027, 1, 11), False)


def test_a_late_declaration_over_the_new_year_is_charged_and_says_what_it_counted_with():
    lateness = Lateness(entered=date(2026, 12, 19), accepted=date(2027, 1, 5))
    found = assessment.late_declaration(value_cny=1_000_000, lateness=lateness)
    step = found.steps[1]
    assert (found.days, step.kind, step.law_key) == (2, "provisional_days", "calendar.statutory")
    steps = [vars(one) for one in found.steps]
    assert "2027 are not announced yet" in in_words(steps)[1].text
    with translation.override("zh-hans"):
        assert "2027" in in_words(steps)[1].text
        assert "暂" in in_words(steps)[1].text


def test_a_year_without_statutory_days_is_refused_by_name():
    with pytest.raises(NoCalendar, match="2028") as refused:
        assessment.periodic_pay_by(billed=date(2027, 12, 10))
    assert "2028" in refused.value.remedy


def test_the_notice_takes_the_place_of_the_statutory_days():
    assert provisional_rule(date(2027, 3, 1)) is not None
    assert provisional_rule(date(2026, 3, 2)) is None
    with with_notice():
        assert provisional_rule(date(2027, 3, 1)) is None


def test_the_clerk_sees_it_on_the_bill_in_the_list_and_by_the_api(monthly, client):
    bill = billed(monthly)
    client.force_login(monthly)
    said = "provisional: the holidays of 2027 are not announced yet"
    page = client.get(f"/enterprise/tax-bills/{bill.bill_no}/").content.decode()
    assert f"This day is {said}." in page
    assert said in client.get("/enterprise/tax-bills/").content.decode()
    answer = client.get(f"/api/v1/tax-bills/{bill.bill_no}").json()
    assert (answer["pay_by"], answer["pay_by_provisional"]) == ("2027-01-08", True)
