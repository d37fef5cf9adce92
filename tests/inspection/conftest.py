"""What the inspection tests share."""

import pytest

from customs_portal.journal.models import JournalEntry


@pytest.fixture
def told():
    """The names of what was journalled so far, in order, without the access feed."""

    def names():
        kept = JournalEntry.objects.exclude(feed="access").order_by("id")
        return list(kept.values_list("name", flat=True))

    return names
