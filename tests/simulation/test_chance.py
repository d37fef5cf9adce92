"""Chance changes the way of a box, never whether its ship ends as it must."""

import itertools
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from customs_portal.simulation.cargo import Shipment, shipload
from inspection.draws.rules.lottery import day_secret, sha256, single_lot
from tests.chaos.port import Port, open_port

pytestmark = [pytest.mark.chaos, pytest.mark.feature("D-01")]

VOYAGE, BOXES = "LOT1", 4
ORDINARY_PERMILLE = 20
SHANGHAI = ZoneInfo("Asia/Shanghai")
UNTOUCHED = "late manifest"  # filed before the others: its number is the first


def words_of(one: Shipment) -> str:
    """What the firm has filed when it is judged; a weight that differed is amended by then."""
    goods = f"{one.goods.hs10[:6]} {one.goods.origin} {one.declared_weight_kg} {one.goods.unit}"
    return "|".join(
        (one.transport_document, one.container_no, str(one.gross_weight_kg), str(one.pieces), goods)
    )


def a_secret_that_draws(cargo: list[Shipment]) -> str:
    """The secret of which today's comes, under which the lot falls on all but the untouched."""
    today = datetime.now(SHANGHAI).date().isoformat()

    def falls_as_wanted(master: str) -> bool:
        secret = day_secret(master=master, day=today)
        return all(
            (single_lot(secret=secret, subject_id=sha256(words_of(one))) < ORDINARY_PERMILLE)
            != (one.plant.name == UNTOUCHED)
            for one in cargo
        )

    tries = (f"quay {number}" for number in itertools.count())
    return next(filter(falls_as_wanted, tries))


def a_seed_of_ordinary_firms() -> int:
    """In the demo port every second honest firm is of ordinary grade, whose rate is known."""
    return next(
        seed
        for seed in itertools.count(1)
        if all(
            one.firm_index % 2 or one.plant.name == UNTOUCHED
            for one in shipload(seed=seed, voyage=VOYAGE, containers=BOXES)
        )
    )


@pytest.fixture(scope="module")
def port() -> Iterator[Port]:
    """Who knows the secret and what will be filed knows beforehand whom the lot hits."""
    cargo = shipload(seed=a_seed_of_ordinary_firms(), voyage=VOYAGE, containers=BOXES)
    with tempfile.TemporaryDirectory(prefix="portal-chance-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with open_port(folder / "data", DRAW_SECRET=a_secret_that_draws(list(cargo))) as opened:
            yield opened


@pytest.mark.feature("B-02")
def test_boxes_drawn_by_lot_are_scanned_cleared_and_leave(port):
    ship = port.sails_in(VOYAGE, seed=a_seed_of_ordinary_firms(), containers=BOXES)
    assert ship.ends() == ""

    plants = {one.container_no: one.plant.name for one in ship.cargo()}
    drawn = {plants[one["ended"]]: one for one in ship.stories() if one["drawn_by_lot"]}
    assert set(drawn) == {"honest", "unreadable number", "weight differs from manifest"}
    assert drawn["unreadable number"]["did"]["read_by"] == "person"
    assert drawn["weight differs from manifest"]["did"]["mismatch"] == "gross_weight_kg"
    for story in drawn.values():
        assert story["did"]["decision"] == "HELD"
        assert story["did"]["final"] == "CLOSED"
        assert story["did"]["left_port"] is True
        assert port.rows(
            "SELECT o.state, r.verdict, count(*) FROM orders_inspectionorder o"
            " JOIN imaging_imagereview r ON r.order_no = o.order_no"
            " WHERE o.subject_reference = %s GROUP BY 1, 2",
            story["declaration_no"],
        ) == [("CONCLUDED", "CLEAR", 1)]


def test_a_port_that_plays_for_ever_leaves_its_devices_to_one_that_is_asked_for(port):
    """A device has one line: two ports at once would cut each other off for ever."""
    endless = port.sails_in("EVER1", "--forever", seed=3, containers=6)
    port.until(lambda: endless.landed() >= 1)
    asked_for = port.sails_in("ASKED1", seed=4, containers=5)
    assert asked_for.ends() == ""
    assert endless.process.poll() is None

    port.until(lambda: endless.landed() == 6, seconds=400)
    endless.stop()
    devices = port.count("SELECT count(*) FROM hardware_deviceline")
    assert port.told("device.connected") <= 5 * devices


def test_of_two_ships_that_are_asked_for_at_once_the_second_waits(port):
    ships = [port.sails_in(f"PAIR{number}", seed=20 + number, containers=3) for number in range(2)]
    assert [ship.ends(seconds=600) for ship in ships] == ["", ""]
