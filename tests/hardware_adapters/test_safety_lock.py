"""A smart safety lock on its real line: what it reports, what it obeys, what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from customs_portal.journal.models import JournalEntry
from hardware_adapters.controls import safety_locks
from hardware_adapters.devices.safety_lock.frame import (
    BATTERY_LOW,
    BEAT,
    LOCKED,
    OPEN,
    SHIM,
    UNORDERED,
    LockFault,
    LockReport,
    read_report,
)
from hardware_adapters.devices.safety_lock.simulator import SafetyLock
from hardware_adapters.facts import Fix, TokenFault, UnlockAuthority, read_authority
from hardware_adapters.models import DeviceFrame, FixBatch
from hardware_adapters.queries import last_contact
from tests.factories.hardware import TOKEN, DeviceFactory
from tests.stories.screen import until as eventually

pytestmark = pytest.mark.feature("H-08")
on_the_line = pytest.mark.django_db(transaction=True)
make = sync_to_async(DeviceFactory)
KEY = Ed25519PrivateKey.generate()
TRUSTED = [KEY.public_key()]


def a_report(**changes):
    now = datetime.now(UTC).replace(microsecond=0)
    return LockReport(
        **{"serial": 7, "status": LOCKED, "battery_percent": 90, "cause": BEAT, "at": now} | changes
    )


def a_fix(**changes):
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5)
    place = {"latitude": 29.94, "longitude": 121.9, "speed_kmh": 40.0, "course": 90}
    return Fix(**{"at": at, "satellites": 9} | place | changes)


def the_lock(gateway, code="SL-1"):
    return SafetyLock(host="127.0.0.1", port=gateway.port, code=code, token=TOKEN)


async def say(device, report):
    return await device.say({"type": "lock", "report": report.to_bytes().hex()})


@on_the_line
async def test_a_report_tells_state_battery_and_place_and_the_journal_holds_no_place(port_open):
    await make(code="SL-1", kind="safety_lock")
    async with port_open() as gateway:
        lock = the_lock(gateway)
        async with lock.line:
            lock.is_locked = True
            assert "ack" in await lock.beat(fix=a_fix())
    told = (await JournalEntry.objects.aget(name="device.safety-lock-reported")).payload
    assert (told["state"], told["cause"], told["battery_percent"]) == ("LOCKED", "BEAT", 90)
    assert not told["is_tampered"] and not told["battery_is_low"]
    assert "121." not in str(told)
    assert (await FixBatch.objects.aget()).device_code == "SL-1"
    connected, heard_at = await sync_to_async(last_contact)(device_code="SL-1")
    assert not connected and heard_at is not None


@on_the_line
async def test_a_lock_opens_by_an_order_with_authority_and_by_no_other(port_open):
    await make(code="SL-1", kind="safety_lock")
    until = datetime.now(UTC) + timedelta(minutes=2)
    good = UnlockAuthority(device_code="SL-1", order_no=3, valid_until=until)
    bad = {
        1: "",
        2: good.signed(KEY),  # another order's
        4: replace(good, order_no=4).signed(Ed25519PrivateKey.generate()),
        5: replace(good, order_no=5, device_code="SL-2").signed(KEY),
        6: replace(good, order_no=6, valid_until=until - timedelta(minutes=3)).signed(KEY),
    }
    async with port_open() as gateway:
        lock = the_lock(gateway)
        async with lock.line:
            await lock.line.ready()
            await eventually(lambda: lock.keys, what="the portal's own keys")
            lock.is_locked, lock.keys = True, TRUSTED
            now = datetime.now(UTC)
            for order_no, authority in bad.items():
                await sync_to_async(safety_locks.unlock)(
                    device_code="SL-1", order_no=order_no, authority=authority, now=now
                )
            await sync_to_async(safety_locks.unlock)(
                device_code="SL-1", order_no=3, authority=good.signed(KEY), now=now
            )
            reports = JournalEntry.objects.filter(name="device.safety-lock-reported")
            await eventually(sync_to_async(lambda: reports.count() >= 6))
            assert lock.obeyed == ["unlock"]
    causes = [one.payload async for one in reports.order_by("id")]
    refused = sorted(one["order_no"] for one in causes if one["cause"] == "ORDER_REFUSED")
    assert refused == [1, 2, 4, 5, 6]
    (opened,) = [one for one in causes if one["cause"] == "ORDER"]
    assert (opened["order_no"], opened["state"]) == (3, "OPEN")


@on_the_line
@pytest.mark.parametrize(
    ("report", "rule"),
    [
        (lambda: a_report(status=LOCKED | OPEN), "lock.status"),
        (lambda: a_report(status=0), "lock.status"),
        (lambda: a_report(cause=UNORDERED), "lock.status"),
        (lambda: a_report(cause=SHIM), "lock.status"),
        (lambda: a_report(cause=99), "lock.cause"),
        (lambda: a_report(battery_percent=101), "lock.battery"),
        (lambda: a_report(at=datetime.now(UTC) + timedelta(hours=1)), "lock.era"),
        (lambda: a_report(at=datetime.now(UTC) - timedelta(days=3)), "lock.era"),
        (lambda: a_report(fix=a_fix(latitude=91.0)), "position.place"),
        (lambda: a_report(fix=a_fix(latitude=0.0, longitude=0.0)), "position.place"),
        (lambda: a_report(fix=a_fix(course=360)), "position.course"),
        (lambda: a_report(fix=a_fix(satellites=2)), "position.weak"),
        (lambda: a_report(fix=a_fix(speed_kmh=200.0)), "position.speed"),
    ],
)
async def test_a_bad_report_is_refused_by_name_and_leaves_no_trace(
    port_open, dialled, told, report, rule
):
    box = await make(code="SL-1", kind="safety_lock")
    async with port_open() as gateway, dialled(gateway, box) as device:
        answer = await say(device, report())
    assert answer["rule"] == rule
    assert answer["remedy_zh"] and answer["message_zh"]
    assert not await FixBatch.objects.aexists()
    assert not await DeviceFrame.objects.aexists()
    assert "device.safety-lock-reported" not in await sync_to_async(told)()


@on_the_line
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "wire.text"),
        ("zz", "lock.hex"),
        ("00", "lock.length"),
        ("00" * 37, "lock.crc"),
        ("01" * 37, "lock.crc"),
    ],
)
async def test_bytes_that_are_no_report_are_refused(port_open, dialled, text, rule):
    box = await make(code="SL-1", kind="safety_lock")
    async with port_open() as gateway, dialled(gateway, box) as device:
        assert (await device.say({"type": "lock", "report": text}))["rule"] == rule
        assert (await device.say({"type": "seal", "report": text}))["rule"] == "wire.choice"


@given(st.binary(min_size=37, max_size=37) | st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_by_name(data):
    try:
        read_report(data)
    except LockFault as fault:
        assert fault.rule.startswith(("lock.", "position."))


@given(battery=st.integers(0, 100), order=st.integers(0, 2**32 - 1), low=st.booleans())
def test_a_report_survives_the_wire(battery, order, low):
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    report = a_report(
        at=at,
        battery_percent=battery,
        order_no=order,
        status=OPEN | (BATTERY_LOW if low else 0),
        fix=a_fix(at=at, latitude=-29.94),
    )
    assert read_report(report.to_bytes()) == report


@given(st.text(max_size=120))
def test_any_text_is_no_authority(text):
    with pytest.raises(TokenFault):
        read_authority(text, keys=TRUSTED)
