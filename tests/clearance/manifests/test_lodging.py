"""Four modes, house bills, time limits, dangerous and sensitive goods, ten thousand lines."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.manifests.models import Manifest, ManifestContainer, ManifestLine
from clearance.manifests.queries import line_of
from clearance.manifests.rules.deadlines import Hours, lodge_by, minutes_late
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults
from tests.factories.clearance import MORNING, a_container_no
from tests.factories.manifests import (
    a_bill,
    a_cargo_shed,
    a_rail_yard,
    a_road_lane,
    bill,
    lodge,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.feature("C-42")]
HOURS = Hours(
    import_sea_container=24,
    import_sea_other=24,
    import_air_long=4,
    air_long_from_minutes=240,
    import_rail=2,
    import_road=1,
    export_sea_container=24,
    export_other=2,
    export_air=4,
)
DAY = timedelta(days=1)


def hours(n):
    return timedelta(hours=n)


@pytest.mark.parametrize(
    ("mode", "kind", "containers", "loading", "expected", "limit"),
    [
        ("2", "ORIGINAL", True, 5 * DAY, 10 * DAY, 4 * DAY),
        ("2", "ORIGINAL", True, None, 10 * DAY, None),
        ("2", "ORIGINAL", False, None, 10 * DAY, 9 * DAY),
        ("5", "ORIGINAL", False, DAY, DAY + hours(4), DAY),
        ("5", "ORIGINAL", False, DAY, DAY + hours(11), DAY + hours(7)),
        ("5", "ORIGINAL", False, None, DAY, None),
        ("3", "ORIGINAL", True, None, DAY, DAY - hours(2)),
        ("4", "ORIGINAL", False, None, DAY, DAY - hours(1)),
        ("2", "PRE_LOADING", True, 2 * DAY, 9 * DAY, DAY),
        ("2", "PRE_LOADING", False, 2 * DAY, 9 * DAY, 2 * DAY - hours(2)),
        ("5", "PRE_LOADING", False, DAY, 2 * DAY, DAY - hours(4)),
        ("4", "PRE_LOADING", False, DAY, 2 * DAY, DAY - hours(2)),
        ("3", "PRE_LOADING", True, None, DAY, None),
    ],
)
def test_the_limit_counts_from_what_the_law_names(mode, kind, containers, loading, expected, limit):
    found = lodge_by(
        mode=mode,
        kind=kind,
        containers=containers,
        loading_at=None if loading is None else MORNING + loading,
        expected_at=MORNING + expected,
        hours=HOURS,
    )
    assert found == (None if limit is None else MORNING + limit)


def test_the_last_moment_is_in_time_and_the_next_is_late():
    assert minutes_late(lodged_at=MORNING, limit=MORNING) is None
    assert minutes_late(lodged_at=MORNING + timedelta(seconds=1), limit=MORNING) == 1
    assert minutes_late(lodged_at=MORNING + hours(2), limit=MORNING) == 120
    assert minutes_late(lodged_at=MORNING, limit=None) is None


@pytest.mark.django_db
def test_a_late_manifest_is_taken_marked_and_waits_for_an_officer(registers):
    line = a_bill()
    manifest = lodge(line, loading_at=MORNING + hours(23))

    assert (manifest.lodge_by, manifest.late_minutes) == (MORNING - hours(1), 60)
    assert bill(line.transport_document).state == "02"
    assert line_of(transport_document=line.transport_document) is None
    names = list(JournalEntry.objects.order_by("id").values_list("name", flat=True))
    assert names == ["clearance.manifest-lodged-late", "clearance.bills-sent-to-officer"]


@pytest.mark.django_db
def test_a_manifest_at_the_last_minute_is_accepted(registers):
    line = a_bill()
    manifest = lodge(line, loading_at=MORNING + hours(24))
    assert manifest.late_minutes is None
    assert bill(line.transport_document).state == "01"


@pytest.mark.django_db
def test_a_sensitive_word_sends_only_its_bill_to_an_officer(registers):
    plain, hot = a_bill(), a_bill(goods_name="Carved ivory figures")
    lodge(plain, hot)
    assert (bill(plain.transport_document).state, bill(hot.transport_document).state) == (
        "01",
        "02",
    )
    assert bill(hot.transport_document).state_reason == "manifest.sensitive_words: IVORY"


@pytest.mark.django_db
def test_a_flight_a_train_and_a_truck_are_lodged_like_a_ship(registers):
    by = UserFactory(carrier=True)
    air = a_bill(transport_document="784-1234567 5", container_nos=())
    lodge(air, by=by, mode="5", vessel="CZ 3082", imo="", place_code=a_cargo_shed())
    rail = a_bill()
    lodge(rail, by=by, mode="3", vessel="X8024", imo="", place_code=a_rail_yard())
    road = a_bill(container_nos=())
    lodge(road, by=by, mode="4", vessel="粤Z1234港", imo="", place_code=a_road_lane())

    found = list(Manifest.objects.order_by("pk").values_list("mode", "vessel", "imo"))
    assert found == [("5", "CZ3082", ""), ("3", "X8024", ""), ("4", "粤Z1234港", "")]
    assert line_of(transport_document="78412345675") is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "vessel", "document", "field", "rule"),
    [
        ("5", "CZ3082", "78412345671", "lines[0].transport_document", "awb.check_digit"),
        ("5", "FLIGHT", "78412345675", "vessel", "flight.shape"),
        ("3", "?", "EVER1", "vessel", "train.shape"),
        ("4", "NOPLATE", "EVER1", "vessel", "plate.shape"),
        ("7", "X", "EVER1", "mode", "manifest.kind"),
    ],
)
def test_numbers_of_flights_trains_trucks_and_waybills_are_checked(
    registers, mode, vessel, document, field, rule
):
    place = {"5": a_cargo_shed, "3": a_rail_yard, "4": a_road_lane}.get(mode, a_rail_yard)()
    line = a_bill(transport_document=document, container_nos=())
    with pytest.raises(Faults) as caught:
        lodge(line, mode=mode, vessel=vessel, imo="", place_code=place)
    assert (field, rule) in {(one.field, one.rule) for one in caught.value.faults}
    assert not Manifest.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_a_berth_is_no_place_for_a_flight(registers):
    with pytest.raises(Faults) as caught:
        lodge(
            a_bill(transport_document="78412345675", container_nos=()),
            mode="5", vessel="CZ3082", imo="",
        )  # fmt: skip
    assert [one.field for one in caught.value.faults] == ["place_code"]


@pytest.mark.django_db
def test_house_bills_stand_below_their_master_and_share_its_container(registers):
    master = a_bill()
    houses = [
        a_bill(
            master=master.transport_document,
            container_nos=master.container_nos,
            pieces=20,
            gross_weight_kg=Decimal(4000),
        )
        for _ in range(2)
    ]
    lodge(houses[0], master, houses[1])

    top = bill(master.transport_document)
    assert top.houses.count() == 2
    assert {one.level for one in top.houses.all()} == {"HOUSE"}
    assert ManifestContainer.objects.filter(container_no=master.container_nos[0]).count() == 3


@pytest.mark.django_db
def test_house_bills_that_do_not_add_up_or_have_no_master_are_refused(registers):
    master = a_bill()
    other_box = a_container_no()
    below = {"master": master.transport_document, "gross_weight_kg": Decimal(7900)}
    with pytest.raises(Faults) as caught:
        lodge(
            master,
            a_bill(**below, pieces=39, container_nos=(other_box,)),
            a_bill(master="NOSUCHBILL"),
        )
    assert {(one.field, one.rule) for one in caught.value.faults} == {
        ("lines[0].pieces", "house.sum"),
        ("lines[0].gross_weight_kg", "house.sum"),
        ("lines[1].container_no", "house.container"),
        ("lines[2].master", "house.no_master"),
    }
    assert not ManifestLine.objects.exists()


@pytest.mark.django_db
def test_dangerous_goods_have_their_number_and_class(registers):
    good = a_bill(un_number="UN1950", dangerous_class="2.1")
    lodge(good)
    assert bill(good.transport_document).un_number == "1950"
    for wrong in (
        {"un_number": "1950"},
        {"dangerous_class": "2.1"},
        {"un_number": "19501", "dangerous_class": "3"},
    ):
        with pytest.raises(Faults) as caught:
            lodge(a_bill(**wrong))
        assert caught.value.faults[0].rule == "dangerous.shape"


@pytest.mark.django_db
def test_packages_parties_and_seals_are_kept(registers):
    line = a_bill(
        package_kind="ct",
        shipper_name="Saigon Garments",
        consignee_name="海东贸易",
        notify_name="Same",
        seal_nos=("cn 998877",),
    )
    lodge(line)
    row = bill(line.transport_document)
    assert (row.package_kind, row.shipper_name, row.consignee_name) == (
        "CT",
        "Saigon Garments",
        "海东贸易",
    )
    assert row.containers.get().seal_no == "CN998877"


@pytest.mark.django_db
def test_a_thousand_lines_cost_as_many_queries_as_ten(registers):
    by = UserFactory(carrier=True)

    def queries(n):
        lines = [a_bill() for _ in range(n)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            lodge(*lines, by=by)
        return len(seen)

    queries(1)
    few, many = queries(10), queries(900)
    assert few == many
    assert ManifestLine.objects.count() == 911


@pytest.mark.django_db
def test_ten_thousand_lines_are_told_of_in_parts_of_a_thousand(registers):
    lines = [a_bill() for _ in range(10_000)]
    with CaptureQueriesContext(connection) as seen:
        manifest = lodge(*lines)
    assert len(seen) < 90
    assert manifest.lines.count() == 10_000
    told = JournalEntry.objects.filter(name="clearance.manifest-accepted")
    assert told.count() == 10
    assert sum(len(one.payload["transport_documents"]) for one in told) == 10_000
