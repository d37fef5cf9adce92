"""Guarantees: reserved once, never beyond the limit, freed once, and the ledger never drifts."""

import contextlib
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.duties.models import Guarantee, GuaranteeEntry
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.duties.operations.open_guarantee import BadGuarantee, open_guarantee
from clearance.duties.operations.reserve_guarantee import (
    GuaranteeNotInForce,
    GuaranteeRequired,
    GuaranteeTooSmall,
    NoSuchGuarantee,
    reserve_guarantee,
)
from customs_portal.journal.models import JournalEntry
from tests.factories.duties import MORNING, GuaranteeFactory
from tests.factories.people import EnterpriseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]
TODAY = date(2026, 11, 2)
NO = "510120261000000001"


def reserve(guarantee, amount, *, no=NO, on=TODAY, guarantee_no=..., enterprise=None):
    return reserve_guarantee(
        enterprise=enterprise or guarantee.enterprise,
        declaration_no=no,
        guarantee_no=guarantee.guarantee_no if guarantee_no is ... else guarantee_no,
        amount_cny=Decimal(amount),
        on=on,
        now=MORNING,
    )


def names():
    return list(JournalEntry.objects.order_by("id").values_list("name", flat=True))


def test_a_reservation_is_written_announced_and_subtracted():
    guarantee = GuaranteeFactory()

    assert reserve(guarantee, "82811.00") == guarantee.guarantee_no

    guarantee.refresh_from_db()
    assert guarantee.used_cny == Decimal("82811.00")
    assert guarantee.left_cny == Decimal("917189.00")
    assert names() == ["clearance.guarantee-reserved"]
    assert JournalEntry.objects.get().payload["left_cny"] == "917189.00"


def test_more_than_is_left_is_refused_with_all_the_figures():
    guarantee = GuaranteeFactory(limit_cny=Decimal(1000), used_cny=Decimal(400))

    with pytest.raises(GuaranteeTooSmall) as refused:
        reserve(guarantee, "600.01")

    assert refused.value.field == "guarantee_no"
    assert "1,000" in refused.value.message
    assert "400" in refused.value.message
    assert "600.01" in refused.value.message
    assert "0.01" in refused.value.remedy
    guarantee.refresh_from_db()
    assert guarantee.used_cny == Decimal(400)
    assert not GuaranteeEntry.objects.exists()
    assert names() == []


def test_the_last_fen_may_be_used():
    guarantee = GuaranteeFactory(limit_cny=Decimal("600.01"))
    reserve(guarantee, "600.01")
    guarantee.refresh_from_db()
    assert guarantee.left_cny == 0


def test_no_guarantee_is_refused_unless_the_grade_excuses():
    ordinary = GuaranteeFactory()
    with pytest.raises(GuaranteeRequired):
        reserve(ordinary, 10, guarantee_no=None)
    excused = EnterpriseFactory(advanced=True)
    assert reserve(ordinary, 10, guarantee_no=None, enterprise=excused) == ""
    assert names() == []


def test_nothing_owed_needs_no_guarantee():
    assert reserve(GuaranteeFactory(), 0, guarantee_no=None) == ""


def test_another_enterprises_guarantee_is_like_one_that_does_not_exist():
    guarantee = GuaranteeFactory()
    with pytest.raises(NoSuchGuarantee):
        reserve(guarantee, 10, enterprise=EnterpriseFactory())
    with pytest.raises(NoSuchGuarantee):
        reserve(guarantee, 10, guarantee_no="GT000")
    assert not GuaranteeEntry.objects.exists()


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_guarantee_out_of_its_period_is_refused(on):
    with pytest.raises(GuaranteeNotInForce):
        reserve(GuaranteeFactory(), 10, on=on)


def test_reserving_again_replaces_the_first_reservation():
    guarantee = GuaranteeFactory()
    reserve(guarantee, 100)
    reserve(guarantee, 250)
    guarantee.refresh_from_db()
    assert guarantee.used_cny == Decimal(250)


def test_freeing_twice_frees_once():
    guarantee = GuaranteeFactory()
    reserve(guarantee, 100)
    reserve(guarantee, 70, no="510120261000000002")

    assert free_guarantee(declaration_no=NO, now=MORNING) == Decimal(100)
    assert free_guarantee(declaration_no=NO, now=MORNING) == 0

    guarantee.refresh_from_db()
    assert guarantee.used_cny == Decimal(70)
    assert names().count("clearance.guarantee-freed") == 1


@pytest.mark.parametrize(
    "row",
    [{"used_cny": Decimal(-1)}, {"used_cny": Decimal(1_000_001)}, {"limit_cny": Decimal(0)}],
)
def test_the_database_refuses_a_guarantee_beyond_its_limits(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        GuaranteeFactory(**row)


def test_a_guarantee_is_opened_with_a_number_of_its_own():
    enterprise = EnterpriseFactory()
    kwargs = {
        "enterprise": enterprise,
        "kind": "DEPOSIT",
        "limit_cny": Decimal(5000),
        "valid_from": TODAY,
        "valid_to": TODAY + timedelta(days=365),
        "now": MORNING,
    }
    first, second = open_guarantee(**kwargs), open_guarantee(**kwargs)
    assert first != second
    assert Guarantee.objects.get(guarantee_no=first).left_cny == Decimal(5000)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"limit_cny": Decimal(0)}, "limit_cny"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
        ({"kind": "PROMISE"}, "kind"),
    ],
)
def test_a_guarantee_that_makes_no_sense_is_refused(wrong, field):
    right = {
        "enterprise": EnterpriseFactory(),
        "kind": "BANK",
        "limit_cny": Decimal(5000),
        "valid_from": TODAY,
        "valid_to": TODAY,
        "now": MORNING,
    }
    with pytest.raises(BadGuarantee) as refused:
        open_guarantee(**{**right, **wrong})
    assert refused.value.field == field
    assert not Guarantee.objects.exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=st.lists(
        st.tuples(
            st.booleans(),
            st.integers(min_value=1, max_value=4),
            st.decimals(min_value=Decimal("0.01"), max_value=400, places=2),
        ),
        max_size=15,
    )
)
def test_the_ledger_never_drifts(db, acts):
    with transaction.atomic():
        guarantee = GuaranteeFactory(limit_cny=Decimal(1000))
        for reserves, number, amount in acts:
            no = f"51012026100000000{number}"
            if not reserves:
                free_guarantee(declaration_no=no, now=MORNING)
                continue
            with contextlib.suppress(GuaranteeTooSmall):
                reserve(guarantee, amount, no=no)
        guarantee.refresh_from_db()
        entries = guarantee.entries.all()
        held = sum(e.amount_cny if e.kind == "RESERVE" else -e.amount_cny for e in entries)
        assert guarantee.used_cny == held
        assert 0 <= guarantee.used_cny <= guarantee.limit_cny
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_filings_at_once_cannot_spend_the_same_yuan():
    guarantee = GuaranteeFactory(limit_cny=Decimal(1000))
    together, outcomes = Barrier(2), []

    def file(no):
        together.wait()
        try:
            outcomes.append(reserve(guarantee, 700, no=no))
        except GuaranteeTooSmall:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=file, args=(f"51012026100000000{n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == sorted([guarantee.guarantee_no, "refused"])
    guarantee.refresh_from_db()
    assert guarantee.used_cny == Decimal(700)
