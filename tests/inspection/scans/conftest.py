"""What the tests of the archive share."""

import pytest

from customs_portal.accounts.duties import Duty
from tests.factories.inspection import a_place, an_officer
from tests.factories.people import PlaceFactory


@pytest.fixture(autouse=True)
def own_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def analyst(db):
    return an_officer("analyst1", Duty.REVIEW_IMAGE)


@pytest.fixture
def elsewhere_analyst(db):
    a_place()
    return an_officer("analyst2", Duty.REVIEW_IMAGE, at=PlaceFactory(xray=True))


@pytest.fixture
def files(tmp_path):
    """Every file of the archive, by name."""
    return lambda: sorted(one.name for one in tmp_path.rglob("*") if one.is_file())
