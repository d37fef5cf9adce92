"""The planted truth: seeded, legal, and every kind on board."""

from customs_portal.kit.identifiers import check_container_no, check_plate
from customs_portal.simulation.cargo import PLANTS, shipload, tally
from customs_portal.simulation.truth import Story, TruthFile, report


def test_the_same_seed_and_voyage_give_the_same_ship():
    one = shipload(seed=7, voyage="V1", containers=40)
    assert one == shipload(seed=7, voyage="V1", containers=40)
    assert one != shipload(seed=8, voyage="V1", containers=40)


def test_every_number_on_board_is_legal_and_its_own():
    ship = shipload(seed=7, voyage="V1", containers=60)
    assert [check_container_no(one.container_no) for one in ship] == [
        one.container_no for one in ship
    ]
    assert all(check_plate(one.plate_no) for one in ship)
    assert len({one.container_no for one in ship}) == 60
    assert len({one.plate_no for one in ship}) == 60


def test_a_short_ship_still_carries_every_plant():
    counts = tally(shipload(seed=7, voyage="V1", containers=len(PLANTS)))
    assert set(counts.values()) == {1}


def test_a_difference_is_named(tmp_path):
    story = Story(shipment=shipload(seed=7, voyage="V1", containers=1)[0])
    story.did = {**story.must(), "final": "HELD"}
    truth = TruthFile(tmp_path / "truth.jsonl")
    truth.planted(story)
    truth.ended(story)
    assert any(one.startswith("final: must be") for one in story.differences())
    assert story.shipment.container_no in report([story])
    assert len((tmp_path / "truth.jsonl").read_text().splitlines()) == 2
    story.did["final"] = story.must()["final"]
    assert story.differences() == []
