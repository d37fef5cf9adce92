"""A truck's positioner on its real line: what it reports is kept, what cannot be is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from hypothesis import given
from hypothesis import strategies as st

from customs_portal.journal.models import JournalEntry
from hardware_adapters.devices.positioner.frame import PositionFault, read_fixes, to_bytes
from hardware_adapters.devices.positioner.simulator import drive, report
from hardware_adapters.facts import unpacked
from hardware_adapters.models import DeviceFrame, FixBatch
from hardware_adapters.operations.keep_fixes import forget_old_fixes
from hardware_adapters.queries import fixes_of
from tests.factories.hardware import DeviceFactory

make = sync_to_async(DeviceFactory)
on_the_line = pytest.mark.django_db(transaction=True)
ROAD = [(121.90 - 0.001 * number, 29.94) for number in range(5)]


def on_the_road(ago=600):
    start = datetime.now(UTC) - timedelta(seconds=ago)
    return drive(ROAD, start_at=start, seconds=10, speed_kmh=40)


@on_the_line
@pytest.mark.feature("H-11")
async def test_a_report_is_kept_as_one_row_and_the_journal_holds_no_place(port_open, dialled):
    box = await make(code="PS-1", kind="positioner")
    fixes = on_the_road()
    async with port_open() as gateway, dialled(gateway, box) as device:
        assert await report(device, fixes) == {"ack": 1}
    row = await FixBatch.objects.aget()
    assert len(bytes(row.packed)) == 17 * 5
    kept = await sync_to_async(fixes_of)(
        device_code="PS-1", since=fixes[0].at - timedelta(seconds=1)
    )
    assert [(one.at, round(one.longitude, 6)) for one in kept] == [
        (one.at, round(one.longitude, 6)) for one in fixes
    ]
    told = (await JournalEntry.objects.aget(name="device.positions-reported")).payload
    assert told["fix_count"] == 5
    assert "121." not in str(told)


@on_the_line
@pytest.mark.feature("H-11")
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda fixes: [replace(one, latitude=0.0, longitude=0.0) for one in fixes], "place"),
        (lambda fixes: [replace(one, latitude=91.0) for one in fixes], "place"),
        (lambda fixes: [replace(fixes[0], at=fixes[0].at + timedelta(hours=1))], "future"),
        (lambda fixes: [replace(fixes[0], at=fixes[0].at - timedelta(days=3))], "old"),
        (lambda fixes: [replace(fixes[0], satellites=3)], "weak"),
        (lambda fixes: [replace(fixes[0], speed_kmh=131.0)], "speed"),
        (lambda fixes: [fixes[0], replace(fixes[1], longitude=121.0)], "jump"),
        (lambda fixes: [fixes[0], fixes[0]], "replayed"),
        (lambda fixes: list(reversed(fixes)), "replayed"),
        (lambda fixes: [replace(fixes[0], course=360)], "course"),
    ],
)
async def test_a_bad_report_is_refused_by_name_and_leaves_no_trace(
    port_open, dialled, told, change, rule
):
    box = await make(code="PS-1", kind="positioner")
    async with port_open() as gateway, dialled(gateway, box) as device:
        answer = await report(device, change(on_the_road()))
    assert answer["rule"] == f"position.{rule}"
    assert answer["remedy_zh"]
    assert not await FixBatch.objects.aexists()
    assert not await DeviceFrame.objects.aexists()
    assert "device.positions-reported" not in await sync_to_async(told)()


@on_the_line
async def test_a_report_sent_again_by_another_start_is_refused_as_replayed(port_open, dialled):
    box = await make(code="PS-1", kind="positioner")
    fixes = on_the_road()
    async with port_open() as gateway:
        async with dialled(gateway, box) as device:
            await report(device, fixes)
        async with dialled(gateway, box) as device:
            assert (await report(device, fixes))["rule"] == "position.replayed"
    assert await FixBatch.objects.acount() == 1


@on_the_line
@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("", "wire.text"),
        ("zz", "position.hex"),
        ("00", "position.length"),
        ("00010002", "position.check"),
        ("00000000", "position.count"),
        ("0001000001", "position.length"),
    ],
)
async def test_bytes_that_are_no_report_are_refused(port_open, dialled, body, rule):
    box = await make(code="PS-1", kind="positioner")
    async with port_open() as gateway, dialled(gateway, box) as device:
        assert (await device.say({"type": "positions", "body": body}))["rule"] == rule
        assert (await device.say({"type": "seal", "body": body}))["rule"] == "wire.choice"


@on_the_line
async def test_a_position_without_a_fix_is_refused(port_open, dialled):
    box = await make(code="PS-1", kind="positioner")
    async with port_open() as gateway, dialled(gateway, box) as device:
        assert (await report(device, on_the_road(), status=0))["rule"] == "position.place"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_by_name(data):
    try:
        fixes = read_fixes(data)
    except PositionFault as fault:
        assert fault.rule.startswith("position.")
    else:
        assert fixes


@given(
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    speed=st.integers(0, 1300),
    course=st.integers(0, 359),
)
def test_a_fix_survives_wire_and_store(latitude, longitude, speed, course):
    (fix,) = drive(
        [(longitude, latitude)],
        start_at=datetime(2026, 11, 22, tzinfo=UTC),
        seconds=1,
        speed_kmh=speed / 10,
    )
    fix = replace(fix, course=course)
    if not round(abs(latitude) * 1e6) and not round(abs(longitude) * 1e6):
        return
    (read,) = read_fixes(to_bytes([fix]))
    (kept,) = unpacked(read.packed())
    assert kept.at == fix.at
    assert (kept.speed_kmh, kept.course, kept.satellites) == (speed / 10, course, 9)
    assert abs(kept.latitude - latitude) < 0.000_001
    assert abs(kept.longitude - longitude) < 0.000_001


@pytest.mark.django_db
def test_positions_are_forgotten_when_their_time_is_over():
    now = datetime.now(UTC)
    for days in (89, 91):
        at = now - timedelta(days=days)
        FixBatch.objects.create(device_code="PS-1", first_at=at, last_at=at, packed=b"")
    assert forget_old_fixes(now=now) == 1
    assert FixBatch.objects.get().last_at == now - timedelta(days=89)
