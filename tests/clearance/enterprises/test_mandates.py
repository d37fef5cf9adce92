"""Mandates (电子委托): offered, accepted, ended, and what an agent may file under them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from clearance.declarations.models import Declaration
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.enterprises.models import Mandate
from clearance.enterprises.operations.answer_mandate import (
    OfferIsOver,
    accept_mandate,
    decline_mandate,
    end_mandate,
)
from clearance.enterprises.operations.offer_mandate import offer_mandate
from clearance.enterprises.queries import mandate_of
from clearance.enterprises.states import MANDATE_FLOW, MandateState
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import Fault, Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from customs_portal.kit.identifiers import compose_uscc
from tests.factories.clearance import MORNING, a_summary
from tests.factories.mandates import a_mandate, an_offer, an_offered_mandate
from tests.factories.people import EnterpriseFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("C-07"),
    pytest.mark.usefixtures("registers"),
]
TODAY = MORNING.date()


@pytest.fixture
def importer():
    return UserFactory(clerk=True)


@pytest.fixture
def agent():
    return UserFactory(agent=True)


def refused_offer(offer, by):
    said = JournalEntry.objects.count()
    with pytest.raises(Faults) as caught:
        offer_mandate(offer=offer, by=by, now=MORNING)
    assert not Mandate.objects.exists()
    assert JournalEntry.objects.count() == said
    assert all(fault.remedy for fault in caught.value.faults)
    return {(fault.field, fault.rule) for fault in caught.value.faults}


def file_for(importer, agent, **changes):
    return submit_summary(summary=a_summary(clerk=importer, **changes), by=agent, now=MORNING)


def cannot_file_for(importer, agent, **changes):
    with pytest.raises(Faults) as caught:
        file_for(importer, agent, **changes)
    assert not Declaration.objects.exists()
    assert [(one.field, one.rule) for one in caught.value.faults] == [
        ("consignee_uscc", "consignee.mandate")
    ]


def test_an_agent_files_for_whoever_mandated_it(importer, agent, told):
    mandate = a_mandate(principal=importer, agent=agent)

    declaration = file_for(importer, agent)

    assert declaration.enterprise == importer.enterprise
    assert mandate.state == MandateState.ACCEPTED
    assert told()[:2] == ["clearance.mandate-offered", "clearance.mandate-answered"]


def test_an_agent_without_a_mandate_cannot_file(importer, agent):
    cannot_file_for(importer, agent)


def test_an_unknown_firm_is_refused_like_one_without_a_mandate(importer, agent):
    unknown = compose_uscc(place="440101", body="MA5YYYYY")
    cannot_file_for(importer, agent, consignee_uscc=unknown)


def test_an_offer_alone_allows_nothing(importer, agent):
    an_offered_mandate(principal=importer, agent=agent)
    cannot_file_for(importer, agent)


def test_a_mandate_given_to_another_agent_does_not_help(importer, agent):
    a_mandate(principal=importer, agent=UserFactory(agent=True))
    cannot_file_for(importer, agent)


@pytest.mark.parametrize(
    "limits",
    [
        {"first_day": TODAY + timedelta(days=1)},
        {"kind": "SINGLE", "transport_document": "ANOTHER-BILL"},
        {"supervision_modes": ("1210",)},
        {"imports": False},
    ],
)
def test_outside_its_scope_a_mandate_allows_nothing(importer, agent, limits):
    a_mandate(principal=importer, agent=agent, **limits)
    cannot_file_for(importer, agent)


@pytest.mark.parametrize(
    "limits",
    [
        {"last_day": TODAY},
        {"kind": "SINGLE", "transport_document": "THIS-BILL"},
        {"supervision_modes": ("0110", "1210")},
        {"exports": False},
    ],
)
def test_inside_its_scope_it_does(importer, agent, limits):
    a_mandate(principal=importer, agent=agent, **limits)
    assert file_for(importer, agent, transport_document="THIS-BILL").pk


def test_after_its_last_day_a_mandate_is_over(importer, agent):
    yesterday = MORNING - timedelta(days=1)
    a_mandate(principal=importer, agent=agent, now=yesterday, last_day=yesterday.date())
    cannot_file_for(importer, agent)


@pytest.mark.parametrize("ended_by", ["importer", "agent"])
def test_a_revoked_mandate_allows_nothing_more_and_keeps_what_was_filed(importer, agent, ended_by):
    mandate = a_mandate(principal=importer, agent=agent)
    filed = file_for(importer, agent)
    by = {"importer": importer, "agent": agent}[ended_by]

    end_mandate(mandate_no=mandate.mandate_no, reason="Contract ended", by=by, now=MORNING)

    with pytest.raises(Faults):
        file_for(importer, agent)
    assert list(Declaration.objects.all()) == [filed]


def test_each_side_signs_every_word(importer, agent):
    mandate = a_mandate(principal=importer, agent=agent)
    seen = mandate_of(mandate_no=mandate.mandate_no, enterprise_id=agent.enterprise_id)
    assert seen.signed

    for field, value in (
        ("last_day", mandate.last_day + timedelta(days=1)),
        ("supervision_modes", ["1210"]),
        ("exports", False),
        ("acceptance_signature", mandate.offer_signature),
    ):
        before = getattr(mandate, field)
        Mandate.objects.update(**{field: value})
        seen = mandate_of(mandate_no=mandate.mandate_no, enterprise_id=agent.enterprise_id)
        assert not seen.signed, field
        Mandate.objects.update(**{field: before})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"agent_uscc": "91310115MA1H8R7C6D"}, ("agent_uscc", "gb32100.check_digit")),
        ({"kind": "FOREVER"}, ("kind", "mandate.kind")),
        ({"kind": "SINGLE"}, ("transport_document", "mandate.document")),
        ({"transport_document": "HDMU1"}, ("transport_document", "mandate.document")),
        (
            {"kind": "SINGLE", "transport_document": "H" * 36},
            ("transport_document", "mandate.document"),
        ),
        ({"last_day": TODAY - timedelta(days=1)}, ("last_day", "mandate.period")),
        ({"first_day": TODAY + timedelta(days=31)}, ("last_day", "mandate.period")),
        ({"last_day": TODAY + timedelta(days=366)}, ("last_day", "mandate.longest_days")),
        ({"imports": False, "exports": False}, ("imports", "mandate.scope")),
        ({"supervision_modes": ("０１１０",)}, ("supervision_modes", "supervision_mode.shape")),
    ],
)
def test_an_offer_that_nobody_could_keep_is_refused(importer, agent, changes, fault):
    assert fault in refused_offer(an_offer(agent=agent, **changes), importer)


def test_a_mandate_may_last_the_longest_time_to_the_day(importer, agent):
    offer = an_offer(agent=agent, last_day=TODAY + timedelta(days=365))
    assert offer_mandate(offer=offer, by=importer, now=MORNING)


def test_only_a_registered_agent_can_be_mandated(importer):
    trader = UserFactory(clerk=True)
    assert refused_offer(an_offer(agent=trader), importer) == {("agent_uscc", "mandate.agent")}
    with pytest.raises(NotPermitted):
        offer_mandate(
            offer=an_offer(agent=UserFactory(agent=True)), by=UserFactory(agent=True), now=MORNING
        )
    with pytest.raises(NotPermitted):
        offer_mandate(
            offer=an_offer(agent=UserFactory(agent=True)), by=UserFactory(carrier=True), now=MORNING
        )
    assert not Mandate.objects.exists()


def test_only_the_agent_answers_and_strangers_find_nothing(importer, agent):
    number = an_offered_mandate(principal=importer, agent=agent).mandate_no

    for stranger in (importer, UserFactory(agent=True), UserFactory(clerk=True)):
        with pytest.raises(NotFound):
            accept_mandate(mandate_no=number, by=stranger, now=MORNING)
    with pytest.raises(NotPermitted):
        end_mandate(mandate_no=number, reason="not mine to end", by=agent, now=MORNING)
    with pytest.raises(NotFound):
        mandate_of(mandate_no=number, enterprise_id=EnterpriseFactory().pk)
    assert Mandate.objects.get().state == MandateState.OFFERED


def test_a_reason_is_owed_to_the_other_side(importer, agent):
    number = an_offered_mandate(principal=importer, agent=agent).mandate_no
    for act, by in ((decline_mandate, agent), (end_mandate, importer)):
        for reason in ("", "    ", "no", "x" * 401):
            with pytest.raises(Fault) as caught:
                act(mandate_no=number, reason=reason, by=by, now=MORNING)
            assert caught.value.field == "reason"
    assert Mandate.objects.get().state == MandateState.OFFERED


def test_an_offer_whose_last_day_has_passed_cannot_be_accepted(importer, agent):
    mandate = an_offered_mandate(principal=importer, agent=agent, last_day=TODAY)
    with pytest.raises(OfferIsOver):
        accept_mandate(mandate_no=mandate.mandate_no, by=agent, now=MORNING + timedelta(days=1))


@pytest.mark.parametrize("source", MandateState.values)
@pytest.mark.parametrize("target", MandateState.values)
def test_every_pair_of_states(source, target):
    legal = {
        ("OFFERED", "ACCEPTED"),
        ("OFFERED", "DECLINED"),
        ("OFFERED", "TAKEN_BACK"),
        ("ACCEPTED", "REVOKED"),
    }
    assert MANDATE_FLOW.allows(source=source, target=target) == ((source, target) in legal)


def test_what_was_ended_stays_ended(importer, agent):
    number = an_offered_mandate(principal=importer, agent=agent).mandate_no
    decline_mandate(mandate_no=number, reason="Too much work", by=agent, now=MORNING)
    with pytest.raises(IllegalMove):
        accept_mandate(mandate_no=number, by=agent, now=MORNING)
    with pytest.raises(IllegalMove):
        end_mandate(mandate_no=number, reason="Never mind", by=agent, now=MORNING)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "SOMETHING"},
        {"state": "ACCEPTED"},
        {"state": "DECLINED"},
        {"offer_signature": ""},
        {"last_day": date(2020, 1, 1)},
        {"transport_document": "X1"},
        {"imports": False, "exports": False},
    ],
)
def test_the_database_refuses_impossible_rows(importer, agent, changes):
    an_offered_mandate(principal=importer, agent=agent)
    if "state" in changes:
        changes = changes | {"move": moved(at=MORNING)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.update(**changes)
