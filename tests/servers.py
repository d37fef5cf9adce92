"""Real PostgreSQL and Valkey for the test run, gone when it ends, however it ends.

Loaded by ``-p tests.servers`` before the settings. ``TEST_DATABASE_URL`` and
``TEST_REDIS_URL`` choose running servers instead; ``DATABASE_URL`` is never touched by tests.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from customs_portal.launch import binaries
from customs_portal.launch.embedded import Embedded
from customs_portal.launch.lifeline import Lifeline

_SECRETS = {
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "BANK_SHARED_SECRET": "only-for-tests",
    "DEMO_PASSWORD": "only-for-tests",
    "DEVICE_SECRET": "only-for-tests",
    "JOURNAL_SIGNING_KEY": "0f" * 32,
}
# A portal that happens to run on this machine is none of ours: nobody listens there.
_NOBODY = {"BANK_URL": "http://127.0.0.1:9"}


@pytest.hookimpl(hookwrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Before any other plugin reads the settings. Who only hands out tests needs no servers."""
    if getattr(early_config.known_args_namespace, "numprocesses", None) and not _is_worker():
        os.environ.update(_SECRETS | _NOBODY)
        yield
        return
    lifeline, folder = Lifeline(), Path(tempfile.mkdtemp(prefix="portal-test-"))
    folder.chmod(0o711)
    lifeline.remove_at_end(folder)
    servers = Embedded(folder, lifeline, binaries.own_site_packages(), durable=False)

    def end() -> None:
        servers.stop()
        lifeline.close()
        shutil.rmtree(folder, ignore_errors=True)

    early_config.add_cleanup(end)
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", servers.database_url)
    os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", servers.redis_url)
    os.environ["PORTAL_DATA_DIR"] = str(folder / "data")
    (folder / "data" / "static").mkdir(parents=True)
    os.environ.update(_SECRETS | _NOBODY)
    if "TEST_DATABASE_URL" not in os.environ:
        servers.start_postgres()
    if "TEST_REDIS_URL" not in os.environ:
        servers.start_valkey()
    yield


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ
