"""A real gateway on a real port, and pictures to send."""

import io
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from PIL import Image

from customs_portal.journal.models import JournalEntry
from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.gateway.server import Gateway
from tests.factories.hardware import TOKEN


@pytest.fixture
def now_text():
    return datetime.now(UTC).isoformat()


@pytest.fixture
def told(db):
    """The names of what this room told the journal, in order."""
    ours = JournalEntry.objects.filter(name__regex=r"^(device|accounts)\.").order_by("id")
    return lambda: list(ours.values_list("name", flat=True))


@pytest.fixture
def port_open():
    @asynccontextmanager
    async def opened(port=0):
        async with Gateway(host="127.0.0.1", port=port, reads_pictures=False) as gateway:
            yield gateway

    return opened


@pytest.fixture
def dialled():
    def dial(gateway, device, *, token=TOKEN, obey=None):
        return DeviceClient(
            host="127.0.0.1",
            port=gateway.port,
            kind=device.kind,
            code=device.code,
            token=token,
            obey=obey,
        )

    return dial


def picture(kind="JPEG", size=(320, 240), mode="RGB"):
    made = io.BytesIO()
    Image.new(mode, size, 90).save(made, kind)
    return made.getvalue()


@pytest.fixture(autouse=True)
async def threads_let_go_of_the_database():
    yield
    await sync_to_async(connections.close_all)()
