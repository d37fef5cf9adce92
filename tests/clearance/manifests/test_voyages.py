"""Ship change, shut-out, transhipment; export from the yard to closing; the voyage's account."""

from datetime import timedelta

import pytest

from clearance.declarations.operations.mark_left_port import mark_left_port
from clearance.manifests.models import Manifest, ManifestLine, TerminalMessage
from clearance.manifests.operations.load_ship import (
    NotReadyToClose,
    close_voyage,
    list_loading,
    report_sailing,
    report_yard_arrival,
)
from clearance.manifests.operations.move_bill import (
    AlreadyOnBoard,
    CannotChangeShip,
    CannotTranship,
    NotForExport,
    change_ship,
    shut_out,
    tranship_bill,
)
from clearance.manifests.operations.report_tally import NothingToTally, report_tally
from clearance.manifests.queries import line_of
from clearance.manifests.queries.voyages import account_of
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotPermitted
from tests.factories.clearance import BERTH, MORNING, file_summary, see_at_shipside
from tests.factories.manifests import (
    REASON,
    a_bill,
    an_export,
    arrived,
    bill,
    counted,
    lodge,
    released,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-42")]


@pytest.fixture
def carrier(registers):
    return UserFactory(carrier=True)


@pytest.fixture
def officer(registers):
    return UserFactory(reviewer=True)


def move(manifest, line, other, by):
    return change_ship(
        manifest_no=manifest.manifest_no,
        transport_document=line.transport_document,
        to_manifest_no=other.manifest_no,
        reason=REASON,
        by=by,
        now=MORNING,
    )


def leave_behind(manifest, line, by):
    return shut_out(
        manifest_no=manifest.manifest_no,
        transport_document=line.transport_document,
        reason=REASON,
        by=by,
        now=MORNING,
    )


def load(manifest, *lines, by):
    return list_loading(
        manifest_no=manifest.manifest_no,
        transport_documents=[line.transport_document for line in lines],
        by=by,
        now=MORNING,
    )


def test_a_bill_changes_ship_with_its_house_bills(carrier):
    master = a_bill()
    house = a_bill(master=master.transport_document, container_nos=master.container_nos)
    first, second = lodge(master, house, by=carrier), lodge(a_bill(), by=carrier)

    assert move(first, master, second, carrier) == 2

    assert {row.manifest_id for row in ManifestLine.objects.all()} == {second.pk}
    assert line_of(transport_document=house.transport_document).voyage == second.voyage
    told = JournalEntry.objects.get(name="clearance.bills-changed").payload
    assert told["transport_documents"] == [master.transport_document, house.transport_document]
    with pytest.raises(CannotChangeShip):
        move(second, house, first, carrier)
    with pytest.raises(CannotChangeShip):
        move(second, master, second, carrier)


def test_goods_that_have_landed_do_not_change_ship(carrier):
    line = a_bill()
    here, other = arrived(line, by=carrier), lodge(a_bill(), by=carrier)
    with pytest.raises(CannotChangeShip):
        move(here, line, other, carrier)
    export = an_export(a_bill(), by=carrier)
    with pytest.raises(CannotChangeShip):
        move(other, ManifestLine.objects.filter(manifest=other).get(), export, carrier)


def test_transhipped_goods_are_no_longer_declarable_here(carrier):
    line = a_bill()
    manifest = lodge(line, by=carrier)

    def go_on(onward="EASTERN LIGHT 118E, KRPUS"):
        return tranship_bill(
            manifest_no=manifest.manifest_no,
            transport_document=line.transport_document,
            onward=onward,
            reason=REASON,
            by=carrier,
            now=MORNING,
        )

    ManifestLine.objects.update(declaration_no="1", declared_at=MORNING)
    with pytest.raises(CannotTranship):
        go_on()
    ManifestLine.objects.update(declaration_no="", declared_at=None)
    go_on()
    assert line_of(transport_document=line.transport_document) is None
    row = ManifestLine.objects.get()
    assert (row.fate, row.onward) == ("TRANSHIPPED", "EASTERN LIGHT 118E, KRPUS")


def test_export_goods_go_from_the_yard_over_the_ship_to_closing(carrier, officer):
    loaded, left = a_bill(), a_bill()
    manifest = an_export(loaded, left, by=carrier)
    number = manifest.manifest_no

    def arrive():
        return report_yard_arrival(
            manifest_no=number, transport_documents=[left.transport_document],
            container_nos=list(loaded.container_nos), place_code=BERTH, arrived_at=MORNING,
            by=carrier, now=MORNING,
        )  # fmt: skip

    assert (arrive(), arrive()) == (2, 0)
    with pytest.raises(Faults) as caught:
        load(manifest, loaded, by=carrier)
    assert caught.value.faults[0].rule == "loading.unreleased"
    released(loaded)
    released(left)
    assert set(TerminalMessage.objects.values_list("kind", flat=True)) == {"MAY_LOAD"}
    with pytest.raises(NothingToTally):
        report_tally(
            manifest_no=number, entries=[counted(loaded)], finished_at=MORNING, by=carrier,
            now=MORNING,
        )  # fmt: skip
    load(manifest, loaded, left, by=carrier)
    leave_behind(manifest, left, carrier)
    with pytest.raises(NotReadyToClose):
        close_voyage(manifest_no=number, by=officer, now=MORNING)
    report_sailing(manifest_no=number, sailed_at=MORNING, by=carrier, now=MORNING)
    report_tally(
        manifest_no=number, entries=[counted(loaded)], finished_at=MORNING, by=carrier, now=MORNING
    )

    assert close_voyage(manifest_no=number, by=officer, now=MORNING) == 1
    assert close_voyage(manifest_no=number, by=officer, now=MORNING) == 0
    assert bill(loaded.transport_document).closed_at == MORNING
    assert bill(left.transport_document).closed_at is None
    with pytest.raises(AlreadyOnBoard):
        leave_behind(manifest, loaded, carrier)

    later = an_export(a_bill(), by=carrier)
    move(manifest, left, later, carrier)
    row = bill(left.transport_document)
    assert (row.manifest_id, row.shut_out_at, row.state) == (later.pk, None, "11")
    account = account_of(manifest_no=number, now=MORNING)
    assert [(step.label, step.bills) for step in account.steps][-1] == ("Closed", 1)
    assert account.balanced


def test_goods_on_board_that_nobody_released_are_told_of_and_hold_the_closing(carrier, officer):
    line, strange = a_bill(), a_bill()
    manifest = an_export(line, strange, by=carrier)
    released(line)
    load(manifest, line, by=carrier)
    ManifestLine.objects.filter(transport_document=strange.transport_document).update(
        listed_at=MORNING
    )
    report_sailing(manifest_no=manifest.manifest_no, sailed_at=MORNING, by=carrier, now=MORNING)
    report_tally(
        manifest_no=manifest.manifest_no, entries=[counted(line), counted(strange)],
        finished_at=MORNING, by=carrier, now=MORNING,
    )  # fmt: skip
    entry = JournalEntry.objects.get(name="clearance.unreleased-bill-loaded")
    assert entry.payload["transport_document"] == strange.transport_document
    with pytest.raises(NotReadyToClose):
        close_voyage(manifest_no=manifest.manifest_no, by=officer, now=MORNING)


def test_the_steps_of_an_export_are_for_exports_and_for_their_people(carrier, officer):
    line = a_bill()
    manifest = lodge(line, by=carrier)
    with pytest.raises(NotForExport):
        load(manifest, line, by=carrier)
    with pytest.raises(NotForExport):
        leave_behind(manifest, line, carrier)
    export = an_export(a_bill(), by=carrier)
    with pytest.raises(NotPermitted):
        close_voyage(manifest_no=export.manifest_no, by=carrier, now=MORNING)
    with pytest.raises(Faults):
        report_sailing(
            manifest_no=export.manifest_no, sailed_at=MORNING + timedelta(days=1), by=carrier,
            now=MORNING,
        )  # fmt: skip
    with pytest.raises(Faults):
        report_yard_arrival(
            manifest_no=export.manifest_no, transport_documents=["NOSUCHBILL"], container_nos=[],
            place_code="NOWHERE", arrived_at=MORNING, by=carrier, now=MORNING,
        )  # fmt: skip
    assert not Manifest.objects.exclude(listed_at=None, sailed_at=None, closed_at=None).exists()


def test_the_account_of_a_voyage_follows_a_container_to_the_gate(registers):
    declaration = file_summary(voyage="V77")
    row = bill(declaration.transport_document)
    number = row.manifest.manifest_no

    def account():
        return {one.label: one.bills for one in account_of(manifest_no=number, now=MORNING).steps}

    assert account() == {
        "Manifested": 1, "Tallied": 0, "Declared": 1, "Released": 0, "Gated out": 0,
        "Written off": 0,
    }  # fmt: skip
    see_at_shipside(declaration)
    assert account()["Released"] == 1
    mark_left_port(
        declaration_no=declaration.declaration_no,
        container_no=declaration.containers.get().container_no,
        left_at=MORNING,
    )
    assert (account()["Gated out"], account()["Written off"]) == (1, 1)


@pytest.mark.parametrize(("days", "overdue"), [(6, 0), (7, 1), (14, 2), (89, 2), (90, 3)])
def test_unreleased_bills_are_named_after_seven_fourteen_and_ninety_days(carrier, days, overdue):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    account = account_of(manifest_no=manifest.manifest_no, now=MORNING + timedelta(days=days))
    assert [one.bills for one in account.overdue[:3]].count((line.transport_document,)) == overdue
    assert account.overdue[3].bills == ()


def test_released_goods_left_behind_are_named_after_a_week(carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    released(line)
    for days, named in ((6, ()), (7, (line.transport_document,))):
        account = account_of(manifest_no=manifest.manifest_no, now=MORNING + timedelta(days=days))
        assert account.overdue[3].bills == named
