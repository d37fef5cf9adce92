"""Tag readers and seal readers on their real line, and the frames they carry."""

from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async
from hypothesis import given
from hypothesis import strategies as st

from customs_portal.journal.models import JournalEntry
from hardware_adapters.controls.seals import lock_seal, unlock_seal
from hardware_adapters.devices.e_seal.frame import (
    LENGTH,
    OPENED,
    SEALED,
    TAMPERED,
    SealFault,
    SealMessage,
    read_message,
)
from hardware_adapters.devices.e_seal.simulator import SealReader
from hardware_adapters.devices.tag_reader.simulator import read_tag
from hardware_adapters.devices.tag_reader.wire import crc16
from hardware_adapters.models import DeviceCommand
from tests.factories.hardware import TOKEN, DeviceFactory
from tests.hardware_adapters.test_gateway import until

TAG = "E28011600000020000001234"
make = sync_to_async(DeviceFactory)
on_the_line = pytest.mark.django_db(transaction=True)


async def payload_of(name):
    return (await JournalEntry.objects.aget(name=name)).payload


@on_the_line
@pytest.mark.feature("H-05")
async def test_a_tag_is_heard_in_the_lane(port_open, dialled):
    reader = await make(code="TR-1", kind="tag_reader")
    async with port_open() as gateway, dialled(gateway, reader) as device:
        said = await read_tag(device, tag_id=TAG, passage_no="P-1", read_at=datetime.now(UTC))
    assert said == {"ack": 1}
    heard = await payload_of("device.tag-read")
    assert (heard["tag_id"], heard["passage_no"], heard["place_code"]) == (TAG, "P-1", "G1-1")


@on_the_line
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"rssi_dbm": -66}, "tag.weak"),
        ({"rssi_dbm": 1}, "wire.number"),
        ({"crc": "0000"}, "tag.crc"),
        ({"pc": "2800"}, "tag.length"),
        ({"epc": "nothex"}, "tag.hex"),
        ({"type": "plate"}, "wire.choice"),
    ],
)
async def test_a_bad_tag_reading_is_refused(port_open, dialled, told, now_text, changes, rule):
    control, epc = bytes.fromhex("3000"), bytes.fromhex(TAG)
    frame = {
        "type": "tag",
        "passage_no": "P-1",
        "pc": "3000",
        "epc": TAG,
        "crc": f"{crc16(control + epc):04x}",
        "rssi_dbm": -40,
        "read_at": now_text,
        **changes,
    }
    reader = await make(code="TR-1", kind="tag_reader")
    async with port_open() as gateway, dialled(gateway, reader) as device:
        assert (await device.say(frame))["rule"] == rule
    assert "device.tag-read" not in await sync_to_async(told)()


def test_the_check_sum_is_that_of_the_standard():
    assert crc16(b"123456789") == 0xD64E  # CRC-16/GENIBUS, the published check value


@on_the_line
@pytest.mark.feature("H-07")
async def test_a_seal_tells_its_state_and_obeys(port_open):
    account = await make(code="ES-1", kind="e_seal")
    async with port_open() as gateway:
        reader = SealReader(host="127.0.0.1", port=gateway.port, code=account.code, token=TOKEN)
        async with reader.line:
            await reader.line.ready()
            now = datetime.now(UTC)
            seal_no = reader.bring(manufacturer=0x0153, serial=4711, sealed_at=now)
            assert seal_no == "M0153-0000004711"
            await reader.read(seal_no=seal_no, passage_no="P-1", read_at=now)
            heard = await payload_of("device.seal-read")
            assert (heard["seal_no"], heard["state"]) == (seal_no, "SEALED")

            await sync_to_async(unlock_seal)(place_code="G1-1", passage_no="P-1", seal_no=seal_no)
            await until(lambda: ("unlock", seal_no) in reader.obeyed)
            await sync_to_async(lock_seal)(place_code="G1-1", passage_no="P-1", seal_no=seal_no)
            await until(lambda: ("lock", seal_no) in reader.obeyed)
            await sync_to_async(lock_seal)(place_code="G1-1", passage_no="P-1", seal_no=seal_no)
            assert await DeviceCommand.objects.acount() == 2

            reader.tamper(seal_no)
            await reader.read(seal_no=seal_no, passage_no="P-2", read_at=now)
    last = await JournalEntry.objects.filter(name="device.seal-read").order_by("id").alast()
    assert last.payload["state"] == "TAMPERED"


@on_the_line
async def test_a_broken_seal_message_is_refused(port_open, dialled, told, now_text):
    account = await make(code="ES-1", kind="e_seal")
    whole = SealMessage(manufacturer=1, serial=2, status=SEALED).to_bytes().hex()
    async with port_open() as gateway, dialled(gateway, account) as device:
        for text, rule in (
            (whole[:-2] + "00", "seal.crc"),
            (whole[2:], "seal.length"),
            ("zz" * LENGTH, "seal.hex"),
        ):
            frame = {"type": "seal", "passage_no": "P", "frame": text, "read_at": now_text}
            assert (await device.say(frame))["rule"] == rule
    assert "device.seal-read" not in await sync_to_async(told)()


moments = st.none() | st.datetimes(
    min_value=datetime(2000, 1, 2), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)
).map(lambda one: one.replace(microsecond=0))


@given(
    st.builds(
        SealMessage,
        manufacturer=st.integers(0, 65_535),
        serial=st.integers(0, 2**32 - 1),
        status=st.integers(0, 255),
        sealed_at=moments,
        opened_at=moments,
        counter=st.integers(0, 65_535),
    )
)
def test_a_seal_message_is_read_as_it_was_written(message):
    assert read_message(message.to_bytes()) == message


@given(st.binary(max_size=40))
def test_no_noise_is_taken_for_a_seal(noise):
    with pytest.raises(SealFault):
        read_message(noise)


@given(at=st.integers(0, LENGTH * 8 - 1))
def test_a_single_wrong_bit_is_found(at):
    whole = bytearray(SealMessage(manufacturer=1, serial=2, status=SEALED).to_bytes())
    whole[at // 8] ^= 1 << at % 8
    with pytest.raises(SealFault):
        read_message(bytes(whole))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (SEALED, "SEALED"),
        (OPENED, "OPENED"),
        (SEALED | OPENED, "OPENED"),
        (0, "OPENED"),
        (SEALED | TAMPERED, "TAMPERED"),
        (TAMPERED, "TAMPERED"),
    ],
)
def test_only_a_closed_seal_is_sealed(status, state):
    assert SealMessage(manufacturer=1, serial=1, status=status).state == state
