"""One portal for all faults; each test works a ship of its own through it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.port import Port, open_port


@pytest.fixture(scope="module")
def port() -> Iterator[Port]:
    with tempfile.TemporaryDirectory(prefix="portal-chaos-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with open_port(folder / "data") as opened:
            yield opened
