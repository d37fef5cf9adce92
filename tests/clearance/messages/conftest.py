"""What the tests of messages share."""

import os
from datetime import date
from pathlib import Path

import pytest

from clearance.messages.facts import Limits
from clearance.messages.operations.check_message import check_message
from clearance.messages.rules.schemas import schemas_in

BOUNDS = Limits(most_bytes=40_000_000, most_elements=1_000_000, deepest=64)
ON = date(2026, 11, 21)
ROOT = Path(__file__).parents[3]
REAL = (
    Path(os.environ.get("PORTAL_SHARED", ROOT.parent / "shared")) / "data" / "messages" / "wco-dm"
)


@pytest.fixture(scope="session")
def real_messages():
    if not REAL.is_dir():
        pytest.skip("the folder of real WCO messages is not at hand (PORTAL_SHARED)")
    return REAL


@pytest.fixture
def checked():
    """A message through reading, mapping and writing again, without any schema."""
    return lambda data, **changes: check_message(
        **{"data": data, "on": ON, "limits": BOUNDS, "schemas": schemas_in(""), **changes}
    )
