"""Filed before the ship is announced: it waits, is compared, is explained, is put right."""

import pytest

from customs_portal.simulation.address_book import api_token
from customs_portal.simulation.doors import Refused
from tests.stories.cargo import Cargo
from tests.stories.port import told
from tests.stories.screen import Wall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.feature("C-42")
async def test_an_early_declaration_waits_for_its_manifest_and_is_amended(port):
    cargo = Cargo()
    async with port.watched(Wall()) as wall:
        early = await port.file(cargo)
        assert early["state"] == "AWAITING_MANIFEST"
        assert not await told("clearance.release-decided")

        await port.lodge(cargo, pieces=cargo.pieces - 12)
        shown = await port.becomes(cargo, "MISMATCHED")
        await wall.shows("mismatch")
        (differs,) = shown["mismatches"]
        assert (differs["field"], differs["declared"], differs["manifest"]) == (
            "pieces",
            str(cargo.pieces),
            str(cargo.pieces - 12),
        )

        amend = f"/api/v1/declarations/{cargo.declaration_no}/amend"
        with pytest.raises(Refused, match="404"):
            await port.api.post(amend, api_token("trader4"), {"pieces": 1})
        await port.api.post(amend, api_token(cargo.firm), {"pieces": cargo.pieces - 12})
        decided = await port.look(cargo)
        assert decided["state"] in {"CLEARED_TO_LEAVE", "HELD"}  # the lot may draw it
        assert decided["mismatches"] == []
    trail = await port.trail(cargo.declaration_no)
    assert [
        one
        for one in trail
        if one
        in {
            "clearance.summary-accepted",
            "clearance.manifest-mismatch-found",
            "clearance.summary-amended",
            "clearance.release-decided",
        }
    ] == [
        "clearance.summary-accepted",
        "clearance.manifest-mismatch-found",
        "clearance.summary-amended",
        "clearance.release-decided",
    ]
