"""Several at once: no number twice, and two containers that go two ways."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from clearance.declarations.models import Declaration
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.declarations.operations.resume_after_inspection import resume_after_inspection
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.queries import release_of
from clearance.declarations.states import DeclarationState
from customs_portal.kit.errors import Faults
from inspection.orders.models import InspectionOrder
from tests.clearance.declarations.test_walks import a_held_declaration
from tests.factories.clearance import (
    BERTH,
    MORNING,
    a_container_no,
    a_summary,
    an_item,
    reference_data,
)
from tests.factories.people import UserFactory

S = DeclarationState
FILERS, EACH = 6, 4


@pytest.mark.feature("C-01")
@pytest.mark.django_db(transaction=True)
def test_filings_at_once_never_get_the_same_number_and_a_refused_form_takes_none():
    reference_data()
    clerk = UserFactory(clerk=True)
    good = [[a_summary(clerk=clerk) for _ in range(EACH)] for _ in range(FILERS)]
    together, failed = Barrier(FILERS), []

    def file(summaries):
        together.wait()
        try:
            for at, summary in enumerate(summaries):
                submit_summary(summary=summary, by=clerk, now=MORNING)
                again = a_summary(clerk=clerk, container_nos=summary.container_nos)
                bad = a_summary(clerk=clerk, items=(an_item(hs_code="999999"),))
                for refused in (again, bad)[: at + 1]:
                    with pytest.raises(Faults):
                        submit_summary(summary=refused, by=clerk, now=MORNING)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=file, args=(summaries,)) for summaries in good]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    numbers = sorted(
        int(one[-9:]) for one in Declaration.objects.values_list("declaration_no", flat=True)
    )
    assert numbers == list(range(1, FILERS * EACH + 1))


@pytest.mark.feature("C-01")
@pytest.mark.django_db(transaction=True)
def test_one_container_declared_by_many_at_once_is_declared_once():
    reference_data()
    clerk = UserFactory(clerk=True)
    container_no = a_container_no()
    summaries = [a_summary(clerk=clerk, container_nos=(container_no,)) for _ in range(FILERS)]
    together, outcomes = Barrier(FILERS), []

    def file(summary):
        together.wait()
        try:
            outcomes.append(submit_summary(summary=summary, by=clerk, now=MORNING).declaration_no)
        except Faults as refusal:
            outcomes.append(refusal.faults[0].rule)
        finally:
            connection.close()

    threads = [Thread(target=file, args=(summary,)) for summary in summaries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes)[1:] == ["container.already_declared"] * (FILERS - 1)
    assert Declaration.objects.get().declaration_no == sorted(outcomes)[0]


@pytest.mark.feature("C-43")
@pytest.mark.django_db
def test_a_held_declaration_waits_for_its_container_that_is_still_at_sea(clerk):
    landed, at_sea = a_container_no(), a_container_no()
    declaration = a_held_declaration(clerk, container_nos=(landed, at_sea))
    assert declaration.state == S.HELD

    def see(container_no):
        divert_at_shipside(
            container_no=container_no, place_code=BERTH, seen_at=MORNING, now=MORNING
        )
        declaration.refresh_from_db()

    def conclude(container_no):
        order = InspectionOrder.objects.get(container_no=container_no)
        resume_after_inspection(
            declaration_no=declaration.declaration_no,
            order_no=order.order_no,
            container_no=container_no,
            outcome="RELEASE",
            now=MORNING,
        )
        declaration.refresh_from_db()

    see(landed)
    assert declaration.state == S.IN_INSPECTION
    assert InspectionOrder.objects.get().container_no == landed

    conclude(landed)
    assert release_of(container_no=landed).released
    assert not release_of(container_no=at_sea).released
    assert (declaration.state, declaration.released_at) == (S.IN_INSPECTION, None)
    see(landed)  # the camera again: nothing new
    assert InspectionOrder.objects.count() == 1

    see(at_sea)
    assert declaration.state == S.IN_INSPECTION
    assert InspectionOrder.objects.filter(container_no=at_sea).count() == 1

    conclude(at_sea)
    assert declaration.state == S.RELEASED_FOR_PICKUP
    assert release_of(container_no=at_sea).released
