"""What became of a judged declaration comes back to the risk desk."""

from datetime import timedelta

import pytest

from clearance.declarations import listeners
from clearance.declarations.events import DeclarationReturned, ReleaseConfirmed
from inspection.orders.events import InspectionConcluded
from risk.cases.models import JudgedSubject
from risk.outcomes.models import Outcome
from tests.factories.clearance import MORNING, file_summary

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-04")]
LATER = MORNING + timedelta(hours=2)


def concluded(number, *, outcome, by_image=False, kind="declaration"):
    return InspectionConcluded(
        order_no="IO1",
        subject_kind=kind,
        subject_reference=number,
        container_no="TGHU9999990",
        outcome=outcome,
        by_image=by_image,
        note="",
        concluded_at=LATER,
    )


def labels():
    return list(Outcome.objects.order_by("id").values_list("source", "found", "kind"))


@pytest.mark.parametrize(
    ("outcome", "by_image", "label"),
    [
        ("FAULT", False, ("OPENED", True, "FAULT")),
        ("NO_FAULT", False, ("OPENED", False, "")),
        ("NO_FAULT", True, ("IMAGE", False, "")),
    ],
)
def test_an_inspection_is_a_label_however_often_it_is_told(clerk, outcome, by_image, label):
    declaration = file_summary(clerk=clerk)
    event = concluded(declaration.declaration_no, outcome=outcome, by_image=by_image)
    for _again in range(2):
        listeners.tell_risk_desk(event)
    assert labels() == [label]
    assert JudgedSubject.objects.get().assessment_no == declaration.assessment_no
    assert JudgedSubject.objects.get().enterprise_key == clerk.enterprise.uscc


def test_an_inspection_of_something_else_is_none_of_the_declarations_business(clerk):
    listeners.tell_risk_desk(concluded("1", outcome="FAULT", kind="parcel"))
    assert not labels()


def test_reviews_of_documents_are_weaker_labels_told_once(clerk):
    number = file_summary(clerk=clerk).declaration_no
    released = ReleaseConfirmed(
        declaration_no=number,
        container_nos=(),
        reason="Documents seen.",
        proposed_by="reviewer",
        confirmed_at=LATER,
    )
    returned = DeclarationReturned(
        declaration_no=number, reason="Mend the value.", returned_at=LATER + timedelta(hours=1)
    )
    for _again in range(2):
        listeners.tell_risk_of_release(released)
        listeners.tell_risk_of_return(returned)
    assert labels() == [("DOCUMENTS", False, ""), ("DOCUMENTS", True, "RETURNED")]
    assert JudgedSubject.objects.get().looked == "DOCUMENTS"


def test_what_was_never_judged_teaches_nothing(clerk):
    listeners.tell_risk_of_return(
        DeclarationReturned(declaration_no="5101", reason="Unknown.", returned_at=LATER)
    )
    assert not labels()
