"""Chance changes the way of a box, never whether its ship ends as it must."""

import itertools
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from customs_portal.simulation.cargo import shipload
from risk.rules.judge import lot_of
from tests.chaos.port import Port, open_port

pytestmark = [pytest.mark.chaos, pytest.mark.feature("D-01")]

VOYAGE, BOXES = "LOT1", 4
ORDINARY_PERMILLE = 20
UNTOUCHED = "late manifest"  # filed before the others: its number is the first


def a_secret_that_draws(numbers: list[str]) -> str:
    """The desk's secret under which the lot falls on all of them."""
    tries = (f"quay {number}" for number in itertools.count())
    return next(
        secret
        for secret in tries
        if all(lot_of(number, secret=secret) < ORDINARY_PERMILLE for number in numbers)
    )


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
    """A fresh portal gives the numbers in order, so it is known beforehand whom the lot hits."""
    year = datetime.now(UTC).year
    numbers = [f"5101{year}1{serial:09d}" for serial in range(2, BOXES + 1)]
    with tempfile.TemporaryDirectory(prefix="portal-chance-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with open_port(folder / "data", RISK_LOT_SECRET=a_secret_that_draws(numbers)) as opened:
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
