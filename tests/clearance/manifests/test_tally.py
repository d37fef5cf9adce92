"""Short and over landed: found by the tally, ended by an officer, in the way of the release."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from clearance.manifests.facts import ManifestedBill, TallyEntry
from clearance.manifests.models import LandedDifference, LineChange, Tally
from clearance.manifests.operations.follow_goods import release_goods
from clearance.manifests.operations.report_tally import NothingToTally, report_tally
from clearance.manifests.operations.resolve_difference import CannotCorrect, resolve_difference
from clearance.manifests.rules.landing import compare
from clearance.manifests.states import Resolution
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Fault, Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.clearance import MORNING, a_container_no
from tests.factories.manifests import REASON, a_bill, arrived, bill, counted, lodge
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.feature("C-42")]


def entry(**changes):
    usual = {
        "transport_document": "B1",
        "container_no": "X",
        "pieces": 40,
        "gross_weight_kg": Decimal(8000),
    }
    return TallyEntry(**(usual | changes))


EXPECTED = ManifestedBill(
    transport_document="B1", container_nos=("X",), pieces=40, gross_weight_kg=Decimal(8000)
)


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([entry()], []),
        ([entry(gross_weight_kg=Decimal(8240))], []),
        ([entry(gross_weight_kg=Decimal(8241))], [("WEIGHT", "OVER", 8000, 8241)]),
        ([entry(gross_weight_kg=Decimal(7000))], [("WEIGHT", "SHORT", 8000, 7000)]),
        ([entry(pieces=38)], [("PIECES", "SHORT", 40, 38)]),
        ([entry(pieces=41)], [("PIECES", "OVER", 40, 41)]),
        (
            [entry(container_no="Y")],
            [("CONTAINER", "SHORT", 1, 0), ("CONTAINER", "OVER", 0, 1)],
        ),
        (
            [entry(transport_document="B2", pieces=7)],
            [("BILL", "SHORT", 40, 0), ("BILL", "OVER", 0, 7)],
        ),
        ([entry(container_no="")], []),
        (
            [
                entry(pieces=20, gross_weight_kg=Decimal(4000)),
                entry(pieces=20, gross_weight_kg=Decimal(4000), container_no=""),
            ],
            [],
        ),
    ],
)
def test_the_count_is_compared_measure_by_measure(entries, found):
    differences = compare(manifested=[EXPECTED], tallied=entries, tolerance_permille=Decimal(30))
    assert [
        (one.measure, one.kind, int(one.expected), int(one.found)) for one in differences
    ] == found


@pytest.fixture
def carrier(registers):
    return UserFactory(carrier=True)


@pytest.fixture
def officer(registers):
    return UserFactory(reviewer=True)


def tally(manifest, *entries, by, now=MORNING, finished_at=MORNING):
    return report_tally(
        manifest_no=manifest.manifest_no, entries=entries, finished_at=finished_at, by=by, now=now
    )


def resolve(row, resolution, by, reason=REASON):
    return resolve_difference(
        difference_id=row.pk, resolution=Resolution(resolution), reason=reason, by=by, now=MORNING
    )


@pytest.mark.django_db
def test_a_tally_that_agrees_leaves_nothing_open(carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    tally(manifest, counted(line), by=carrier)
    assert not LandedDifference.objects.exists()
    assert bill(line.transport_document).tallied_at == MORNING
    assert bill(line.transport_document).containers.get().tallied_at == MORNING
    told = JournalEntry.objects.get(name="clearance.tally-reported").payload
    assert (told["version"], told["rows"], told["differences"], told["late"]) == (1, 1, 0, False)


@pytest.mark.django_db
def test_a_bill_counted_as_a_whole_counts_its_containers(carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    tally(manifest, counted(line, container_no=""), by=carrier)
    assert bill(line.transport_document).containers.get().tallied_at == MORNING


@pytest.mark.django_db
def test_a_terminal_reports_for_any_carrier_and_another_carrier_does_not(carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    terminal = UserFactory(carrier=True, enterprise__kind="TERMINAL")
    with pytest.raises(NotFound):
        tally(manifest, counted(line), by=UserFactory(carrier=True))
    assert tally(manifest, counted(line), by=terminal).version == 1


@pytest.mark.django_db
def test_a_short_landed_bill_is_not_released_until_an_officer_has_ended_it(carrier, officer):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    tally(manifest, counted(line, pieces=38), by=carrier)
    document = line.transport_document
    assert not release_goods(transport_document=document, container_no="", now=MORNING)

    resolve(LandedDifference.objects.get(), "CORRECTED", officer)

    row = bill(document)
    assert (row.pieces, row.version) == (38, 2)
    change = LineChange.objects.get()
    assert (change.act, change.before, change.after) == ("TALLY", {"pieces": 40}, {"pieces": 38})
    assert release_goods(transport_document=document, container_no="", now=MORNING)
    names = set(JournalEntry.objects.values_list("name", flat=True))
    assert {"clearance.landed-difference-resolved", "clearance.bills-changed"} <= names


@pytest.mark.django_db
def test_an_over_landed_container_comes_onto_the_bill_when_it_is_corrected(carrier, officer):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    extra = a_container_no()
    tally(
        manifest,
        counted(line, pieces=20, gross_weight_kg=Decimal(4000)),
        counted(line, container_no=extra, pieces=20, gross_weight_kg=Decimal(4000)),
        by=carrier,
    )
    resolve(LandedDifference.objects.get(), "CORRECTED", officer)
    boxes = set(bill(line.transport_document).containers.values_list("container_no", flat=True))
    assert boxes == {*line.container_nos, extra}


@pytest.mark.django_db
def test_goods_nobody_manifested_are_sent_back_not_corrected(carrier, officer):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    strange = replace(counted(line), transport_document="STRANGE1")
    tally(manifest, counted(line), strange, by=carrier)
    row = LandedDifference.objects.get()
    assert (row.kind, row.measure, row.line) == ("OVER", "BILL", None)
    with pytest.raises(CannotCorrect):
        resolve(row, "CORRECTED", officer)
    assert resolve(row, "SENT_BACK", officer).state == "RESOLVED"
    with pytest.raises(IllegalMove):
        resolve(row, "EXPLAINED", officer)


@pytest.mark.django_db
def test_a_later_tally_replaces_the_differences_of_the_earlier(carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    tally(manifest, counted(line, pieces=38), by=carrier)
    tally(manifest, counted(line), by=carrier, now=MORNING + timedelta(hours=1))
    assert LandedDifference.objects.get().resolution == "SUPERSEDED"
    assert list(Tally.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_a_tally_after_its_hours_is_marked_late(carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    in_time = tally(manifest, counted(line), by=carrier, now=MORNING + timedelta(hours=6))
    late = tally(manifest, counted(line), by=carrier, now=MORNING + timedelta(hours=6, seconds=1))
    assert (in_time.late, late.late) == (False, True)


@pytest.mark.django_db
def test_a_tally_needs_a_ship_alongside_and_rows_that_can_be(carrier):
    line = a_bill()
    waiting = lodge(line, by=carrier)
    with pytest.raises(NothingToTally):
        tally(waiting, counted(line), by=carrier)
    other = a_bill()
    manifest = arrived(other, by=carrier)
    for entries, finished_at in (
        ((), MORNING),
        ((counted(other), counted(other)), MORNING),
        ((counted(other, container_no="TGHU1234560"),), MORNING),
        ((counted(other),), MORNING + timedelta(days=1)),
    ):
        with pytest.raises(Faults):
            tally(manifest, *entries, by=carrier, finished_at=finished_at)
    assert not Tally.objects.exists()
    assert not JournalEntry.objects.filter(name="clearance.tally-reported").exists()


@pytest.mark.django_db
def test_only_an_officer_with_a_reason_ends_a_difference(carrier, officer):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    tally(manifest, counted(line, pieces=38), by=carrier)
    row = LandedDifference.objects.get()
    for by, resolution, reason, error in (
        (carrier, "EXPLAINED", REASON, NotPermitted),
        (officer, "EXPLAINED", "no", Fault),
        (officer, "SUPERSEDED", REASON, NotPermitted),
    ):
        with pytest.raises(error):
            resolve(row, resolution, by, reason)
    row.refresh_from_db()
    assert row.state == "OPEN"
