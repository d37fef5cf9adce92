"""Amendments with versions; split, merge and part shipments that lose nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from clearance.declarations.models import Declaration
from clearance.declarations.operations.match_manifest_line import look_at_bills_again
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.manifests.facts import Amendment, BillPart
from clearance.manifests.models import LineChange, ManifestLine
from clearance.manifests.operations.amend_bill import (
    ChangeAlreadyAsked,
    ContainerElsewhere,
    NothingChanges,
    amend_bill,
    decide_change,
)
from clearance.manifests.operations.find_bills import BillAlreadyReleased, BillIsLocked
from clearance.manifests.operations.lock_bills import lock_bills
from clearance.manifests.operations.reshape_bills import (
    BillIsDeclared,
    BillsDoNotFit,
    NumberTaken,
    merge_bills,
    ship_in_parts,
    split_bill,
)
from clearance.manifests.queries import line_of
from customs_portal.accounts.models import User
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.clearance import MORNING, a_container_no, a_summary, file_summary
from tests.factories.manifests import (
    REASON,
    a_bill,
    a_document,
    arrived,
    bill,
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


def amend(manifest, line, by, **changes):
    return amend_bill(
        manifest_no=manifest.manifest_no,
        transport_document=line.transport_document,
        amendment=Amendment(**changes),
        reason=REASON,
        by=by,
        now=MORNING,
    )


def decide(change, agree, by):
    return decide_change(change_id=change.pk, agree=agree, reason=REASON, by=by, now=MORNING)


def test_before_arrival_an_amendment_is_the_next_version_at_once(carrier):
    line = a_bill()
    change = amend(lodge(line, by=carrier), line, carrier, pieces=41, goods_name="Shirts")
    row = bill(line.transport_document)
    assert (row.pieces, row.goods_name, row.version, change.state) == (41, "Shirts", 2, "APPLIED")
    assert change.before == {"pieces": 40, "goods_name": "Cotton T-shirts"}
    assert change.after == {"pieces": 41, "goods_name": "Shirts"}
    told = JournalEntry.objects.get(name="clearance.bills-changed")
    assert (told.payload["act"], told.actor) == ("AMEND", carrier)


@pytest.mark.parametrize(("agree", "pieces", "version"), [(True, 41, 2), (False, 40, 1)])
def test_after_arrival_an_officer_decides_on_an_amendment(carrier, officer, agree, pieces, version):
    line = a_bill()
    change = amend(arrived(line, by=carrier), line, carrier, pieces=41)
    assert (bill(line.transport_document).pieces, change.state) == (40, "PENDING")

    decide(change, agree, officer)

    row = bill(line.transport_document)
    assert (row.pieces, row.version) == (pieces, version)
    with pytest.raises(IllegalMove):
        decide(change, agree, officer)


def test_containers_come_and_go_by_amendment(carrier):
    line, other = a_bill(), a_bill()
    manifest = lodge(line, other, by=carrier)
    new = a_container_no()
    amend(manifest, line, carrier, container_nos=(new,))
    assert [box.container_no for box in bill(line.transport_document).containers.all()] == [new]
    with pytest.raises(ContainerElsewhere):
        amend(manifest, line, carrier, container_nos=other.container_nos)
    assert bill(line.transport_document).version == 2


def test_what_cannot_be_amended_leaves_no_trace(carrier, officer):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    tries = (
        (carrier, {"pieces": 40}, NothingChanges),
        (carrier, {"pieces": 0}, Faults),
        (carrier, {"departure_country": "XX"}, Faults),
        (carrier, {"goods_name": " "}, Faults),
        (officer, {"pieces": 41}, NotPermitted),
        (UserFactory(carrier=True), {"pieces": 41}, NotFound),
    )
    before = JournalEntry.objects.count()
    for by, changes, error in tries:
        with pytest.raises(error):
            amend(manifest, line, by, **changes)
    assert not LineChange.objects.exists()
    assert JournalEntry.objects.count() == before
    amend(manifest, line, carrier, pieces=41)
    with pytest.raises(ChangeAlreadyAsked):
        amend(manifest, line, carrier, pieces=42)
    with pytest.raises(NotPermitted):
        decide(LineChange.objects.get(), True, carrier)


def test_locked_and_released_bills_stay_as_they_are(carrier, officer):
    line, other = a_bill(), a_bill()
    manifest = lodge(line, other, by=carrier)
    lock_bills(
        transport_documents=[line.transport_document], reason=REASON, by=officer, now=MORNING,
        expires_at=MORNING + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(BillIsLocked):
        amend(manifest, line, carrier, pieces=41)
    released(other)
    with pytest.raises(BillAlreadyReleased):
        amend(manifest, other, carrier, pieces=41)


def test_an_amended_bill_meets_the_early_declaration_that_differed(carrier, officer):
    summary = a_summary(clerk=UserFactory(clerk=True), voyage="V9")
    line = a_bill(
        transport_document=summary.transport_document,
        container_nos=summary.container_nos,
        gross_weight_kg=summary.gross_weight_kg,
        pieces=summary.pieces - 1,
    )
    manifest = lodge(line, by=carrier, voyage="V9")
    declaration = submit_summary(summary=summary, by=_clerk_of(summary), now=MORNING)
    assert declaration.state == "MISMATCHED"
    assert bill(summary.transport_document).declaration_no == declaration.declaration_no

    change = amend(manifest, line, carrier, pieces=summary.pieces)
    assert change.state == "PENDING"  # it is declared: an officer decides
    decide(change, True, officer)
    look_at_bills_again(transport_documents=[line.transport_document], now=MORNING)
    assert Declaration.objects.get().state == "CLEARED_TO_LEAVE"


def _clerk_of(summary):
    return User.objects.get(enterprise__uscc=summary.consignee_uscc)


def test_a_bill_changed_after_the_decision_holds_the_declaration(carrier, officer):
    declaration = file_summary(voyage="V8")
    row = bill(declaration.transport_document)
    owner = _member(row.manifest.carrier)
    change = amend_bill(
        manifest_no=row.manifest.manifest_no,
        transport_document=row.transport_document,
        amendment=Amendment(pieces=row.pieces + 5),
        reason=REASON,
        by=owner,
        now=MORNING,
    )
    decide(change, True, officer)
    look_at_bills_again(transport_documents=[row.transport_document], now=MORNING)
    declaration.refresh_from_db()
    assert declaration.state == "HELD"
    assert "pieces 420 / 425" in declaration.hold_reason


def _member(enterprise):
    return User.objects.get(enterprise=enterprise)


def part(number, pieces, weight, *boxes):
    return BillPart(
        transport_document=number,
        pieces=pieces,
        gross_weight_kg=Decimal(weight),
        container_nos=boxes,
    )


def split(manifest, line, parts, by):
    return split_bill(
        manifest_no=manifest.manifest_no,
        transport_document=line.transport_document,
        parts=parts,
        reason=REASON,
        by=by,
        now=MORNING,
    )


def test_a_split_bill_ends_and_its_parts_add_up(carrier):
    boxes = (a_container_no(), a_container_no())
    line = a_bill(container_nos=boxes)
    manifest = lodge(line, by=carrier)
    one, two = a_document(), a_document()
    split(manifest, line, [part(one, 30, 6000, boxes[0]), part(two, 10, 2000, boxes[1])], carrier)

    assert ManifestLine.objects.get(transport_document=line.transport_document).fate == "SPLIT"
    assert line_of(transport_document=line.transport_document) is None
    assert [(bill(no).pieces, bill(no).origin.transport_document) for no in (one, two)] == [
        (30, line.transport_document),
        (10, line.transport_document),
    ]
    assert bill(two).containers.get().container_no == boxes[1]


def test_a_split_that_gains_or_loses_anything_is_refused(carrier):
    line = a_bill()
    manifest = lodge(line, by=carrier)
    box = line.container_nos[0]
    a, b = a_document(), a_document()
    for parts in (
        [part(a, 40, 8000, box)],
        [part(a, 30, 6000, box), part(b, 11, 2000, box)],
        [part(a, 30, 6000, box), part(b, 10, 2001, box)],
        [part(a, 30, 6000), part(b, 10, 2000)],
        [part(a, 40, 8000, box), part(b, 0, 0)],
        [part(a, 30, 6000, box, a_container_no()), part(b, 10, 2000)],
    ):
        with pytest.raises(Faults):
            split(manifest, line, parts, carrier)
    with pytest.raises(NumberTaken):
        split(manifest, line, [part(a, 30, 6000, box), part(a, 10, 2000, box)], carrier)
    assert bill(line.transport_document).fate == ""
    assert not LineChange.objects.exists()


def test_merged_bills_become_one_and_differing_consignees_do_not(carrier):
    first, second = a_bill(), a_bill()
    third = a_bill(consignee_uscc=UserFactory(clerk=True).enterprise.uscc)
    manifest = lodge(first, second, third, by=carrier)
    new = a_document()

    def merge(*lines, into=new):
        return merge_bills(
            manifest_no=manifest.manifest_no,
            transport_documents=[line.transport_document for line in lines],
            into=into,
            reason=REASON,
            by=carrier,
            now=MORNING,
        )

    for lines in ((first, third), (first,)):
        with pytest.raises(BillsDoNotFit):
            merge(*lines)
    with pytest.raises(NumberTaken):
        merge(first, second, into=third.transport_document)
    assert merge(first, second) == new
    row = bill(new)
    assert (row.pieces, row.gross_weight_kg, row.containers.count()) == (80, Decimal(16000), 2)
    fates = ManifestLine.objects.filter(fate="MERGED").count()
    assert fates == 2


def test_a_declared_bill_is_neither_split_nor_merged(carrier):
    line = a_bill()
    manifest = lodge(line, by=carrier)
    ManifestLine.objects.update(declaration_no="1", declared_at=MORNING)
    with pytest.raises(BillIsDeclared):
        split(manifest, line, [part("A1B", 20, 4000), part("B1C", 20, 4000)], carrier)


def test_parts_of_one_bill_on_two_ships_are_declared_as_their_sum(carrier):
    boxes = (a_container_no(), a_container_no())
    line = a_bill(container_nos=boxes)
    first, second = lodge(line, by=carrier), lodge(a_bill(), by=carrier)

    number = ship_in_parts(
        manifest_no=first.manifest_no,
        part=part(line.transport_document, 10, 2000, boxes[1]),
        to_manifest_no=second.manifest_no,
        reason=REASON,
        by=carrier,
        now=MORNING,
    )

    assert number == 2
    assert bill(line.transport_document).pieces == 30
    whole = line_of(transport_document=line.transport_document)
    assert (whole.pieces, whole.gross_weight_kg, set(whole.containers)) == (
        40,
        Decimal(8000),
        set(boxes),
    )
    with pytest.raises(Faults):
        ship_in_parts(
            manifest_no=first.manifest_no,
            part=part(line.transport_document, 30, 6000, boxes[0]),
            to_manifest_no=second.manifest_no,
            reason=REASON,
            by=carrier,
            now=MORNING,
        )
