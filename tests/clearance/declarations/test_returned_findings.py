"""A supervisor of the inspection returns a conclusion: what the declaration did on it is undone."""

from datetime import timedelta

import pytest

from clearance.declarations.events import DeclarationDetained, DetentionTakenBack
from clearance.declarations.listeners import tell_risk_desk
from clearance.declarations.models import Declaration
from clearance.declarations.operations.resume_after_inspection import resume_after_inspection
from clearance.declarations.operations.review_declaration import name_detention
from clearance.declarations.operations.take_back_inspection import (
    DetentionDecided,
    GoodsReleased,
)
from clearance.declarations.states import DeclarationState
from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from dashboards.wall.listeners import alarm_detention, end_detention
from dashboards.wall.models import Alarm
from inspection.orders.events import InspectionConcluded
from inspection.orders.models import Draw, InspectionOrder, ReturnedConclusion
from inspection.orders.operations.conclude_inspection import Finding, conclude_inspection
from inspection.orders.operations.look_over import return_conclusion
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.states import Outcome
from risk.outcomes.models import Outcome as Looks
from tests.clearance.declarations.test_walks import a_held_declaration
from tests.factories.clearance import MORNING, a_container_no, see_at_shipside
from tests.factories.inspection import an_officer, inspectors
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-12")]
S = DeclarationState
LATER = MORNING + timedelta(hours=2)
WHY = "The pumps were not counted."


@pytest.fixture
def supervisor(db):
    return an_officer("supervisor1", Duty.DISPATCH_INSPECTION)


def opened(clerk, **changes):
    """A declaration in inspection, its boxes with their crews."""
    inspectors(4)
    declaration = a_held_declaration(clerk, **changes)
    see_at_shipside(declaration)
    for order in InspectionOrder.objects.order_by("pk"):
        send_to_opening(order_no=order.order_no, reason="look", beacon="c0ffee", now=MORNING)
    return declaration


def concludes(order_no, outcome, *, now=MORNING):
    crew = Draw.objects.get(order__order_no=order_no).crew
    finding = Finding(outcome=outcome, note="as it is")
    conclude_inspection(order_no=order_no, finding=finding, officer=crew[0], now=now)
    return heard(order_no, now=now)


def heard(order_no, *, now):
    """The line hears the newest conclusion of this order, now or late."""
    told = JournalEntry.objects.filter(name="inspection.concluded").order_by("id")
    said = [one.payload for one in told if one.payload["order_no"] == order_no][-1]
    return hears(said, now=now)


def hears(said, *, now):
    return resume_after_inspection(
        declaration_no=said["subject_reference"], order_no=said["order_no"],
        container_no=said["container_no"], outcome=said["outcome"], version=said["version"],
        now=now,
    )  # fmt: skip


def give_back(order_no, by):
    return return_conclusion(order_no=order_no, parts=("FINDINGS",), reason=WHY, by=by, now=LATER)


def state_of(declaration):
    return Declaration.objects.get(pk=declaration.pk).state


def test_a_detention_ends_when_its_finding_goes_back(clerk, supervisor, told):
    declaration = opened(clerk)
    assert concludes(declaration.order_no, Outcome.FAULT) == S.DETAINED
    give_back(declaration.order_no, supervisor)
    assert state_of(declaration) == S.IN_INSPECTION
    assert "clearance.detention-taken-back" in told()
    now = LATER + timedelta(hours=1)
    assert concludes(declaration.order_no, Outcome.NO_FAULT, now=now) == S.RELEASED_FOR_PICKUP


def test_news_of_what_went_back_is_no_longer_acted_on(clerk, supervisor):
    """It may come late, or twice, from the background."""
    declaration = opened(clerk)
    concludes(declaration.order_no, Outcome.FAULT)
    said = JournalEntry.objects.get(name="inspection.concluded").payload
    give_back(declaration.order_no, supervisor)
    assert hears(said, now=LATER) == S.IN_INSPECTION
    tell_risk_desk(InspectionConcluded.from_payload(said))
    assert not Looks.objects.exists()


def test_what_was_released_does_not_come_back(clerk, supervisor, told):
    declaration = opened(clerk)
    assert concludes(declaration.order_no, Outcome.NO_FAULT) == S.RELEASED_FOR_PICKUP
    before = told()
    with pytest.raises(GoodsReleased) as refused:
        give_back(declaration.order_no, supervisor)
    assert refused.value.field and refused.value.rule and refused.value.remedy
    assert (told(), state_of(declaration)) == (before, S.RELEASED_FOR_PICKUP)
    assert InspectionOrder.objects.get().state == "CONCLUDED"
    assert not ReturnedConclusion.objects.exists()


def test_a_detention_that_was_decided_stays(clerk, supervisor, told):
    declaration = opened(clerk)
    concludes(declaration.order_no, Outcome.FAULT)
    reviewer = UserFactory(reviewer=True)
    name_detention(
        declaration_no=declaration.declaration_no, kind="501", reason="A brand of another firm.",
        by=reviewer,
        now=LATER,
    )  # fmt: skip
    before = told()
    with pytest.raises(DetentionDecided):
        give_back(declaration.order_no, supervisor)
    assert (told(), state_of(declaration)) == (before, S.DETAINED)


def test_a_detention_stays_while_another_box_was_found_at_fault(clerk, supervisor):
    numbers = (a_container_no(), a_container_no())
    declaration = opened(clerk, container_nos=numbers)
    first, second = InspectionOrder.objects.order_by("pk").values_list("order_no", flat=True)
    concludes(first, Outcome.FAULT)
    concludes(second, Outcome.FAULT)
    give_back(first, supervisor)
    assert state_of(declaration) == S.DETAINED
    give_back(second, supervisor)
    assert state_of(declaration) == S.IN_INSPECTION


def test_a_box_found_clear_meanwhile_is_released_with_the_one_that_went_back(clerk, supervisor):
    numbers = (a_container_no(), a_container_no())
    declaration = opened(clerk, container_nos=numbers)
    first, second = InspectionOrder.objects.order_by("pk").values_list("order_no", flat=True)
    concludes(first, Outcome.FAULT)
    concludes(second, Outcome.NO_FAULT)
    give_back(first, supervisor)
    now = LATER + timedelta(hours=1)
    assert concludes(first, Outcome.NO_FAULT, now=now) == S.RELEASED_FOR_PICKUP
    assert not declaration.containers.filter(released_at=None).exists()


def test_the_wall_forgets_the_fault_that_went_back(clerk, supervisor):
    names = {"declaration_no": "D-1", "container_no": "", "order_no": "IO-1"}
    for hour in range(2):
        at = MORNING + timedelta(hours=hour)
        alarm_detention(DeclarationDetained(**names, detained_at=at))
        assert Alarm.objects.filter(rule="INSPECTION_FAULT", cleared_at=None).count() == 1
        at += timedelta(minutes=5)
        end_detention(DetentionTakenBack(**names, taken_back_at=at))
        assert not Alarm.objects.filter(rule="INSPECTION_FAULT", cleared_at=None).exists()
