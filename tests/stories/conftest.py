"""The demonstration port, told anew for each story, and its running parts."""

import os
from io import StringIO

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.db import connection, connections

from customs_portal.kit import clock
from customs_portal.registry.operations.load_reference import load_reference
from tests.browser.server import PortalServer, free_port, until_quiet
from tests.stories.port import opened


@pytest.fixture(scope="package")
def bank_port():
    return free_port()


@pytest.fixture(scope="package")
def story_server(django_db_setup, bank_port, tmp_path_factory):
    """The portal's own server; the orders to the bank go to ours."""
    before = os.environ.get("BANK_URL")
    os.environ["BANK_URL"] = f"http://127.0.0.1:{bank_port}"
    log = tmp_path_factory.mktemp("portal") / "server.log"
    with PortalServer(database=connection.settings_dict["NAME"], log=log) as server:
        yield server
    os.environ.pop("BANK_URL")
    if before is not None:
        os.environ["BANK_URL"] = before


@pytest.fixture
def demo_port(transactional_db):
    load_reference(now=clock.now())
    call_command("load_demo", verbosity=0, stdout=StringIO())
    yield
    until_quiet()


@pytest.fixture
async def port(demo_port, story_server, bank_port, tmp_path):
    async with opened(url=story_server.url, bank_port=bank_port, folder=tmp_path) as running:
        yield running
    await sync_to_async(connections.close_all)()
