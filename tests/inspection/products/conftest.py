"""What the tests of product filing share."""

import pytest

from customs_portal.registry.models import HsCode
from inspection.products.queries.likeness import has_vectors
from tests.factories.clearance import reference_data


@pytest.fixture(autouse=True)
def own_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def registers(db):
    reference_data()
    for code, name in (("851610", "Electric water heaters"), ("850940", "Food grinders")):
        HsCode.objects.get_or_create(code=code, defaults={"level": 6, "description_en": name})


@pytest.fixture
def without_vectors(monkeypatch):
    """As on a server that lacks the extension."""
    has_vectors.cache_clear()
    monkeypatch.setattr("inspection.products.queries.likeness.has_vectors", lambda: False)
    yield
    has_vectors.cache_clear()
