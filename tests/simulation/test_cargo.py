"""The planted truth: seeded, legal, and every kind on board."""

from datetime import date
from decimal import Decimal

import pytest

from customs_portal.kit.identifiers import check_container_no, check_plate
from customs_portal.registry.law import current_pack
from customs_portal.simulation.cargo import FORGOTTEN_LICENCE, PLANTS, shipload, tally
from customs_portal.simulation.quay import COUNTRY
from customs_portal.simulation.truth import Story, TruthFile, report
from risk.facts import ItemFacts, ShipmentFacts
from risk.rules.judge import hits_of, keys_needed
from risk.rules.shipments import SHIPMENT_RULES

ON = date(2026, 11, 22)
NO_LOT = 999


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


@pytest.mark.parametrize("declared_before", [0, 12], ids=["a new firm", "a firm with a record"])
@pytest.mark.parametrize("known", [frozenset(), frozenset({"999999"})], ids=["", "other goods"])
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_what_must_be_held_or_cleared_is_so_for_every_firm_that_may_draw_it(
    plant, known, declared_before
):
    """The truth says what must happen; the record of whoever files may not change it."""
    pack = current_pack()
    law = {key: pack.ask(key, on=ON).value for key in keys_needed(SHIPMENT_RULES)}
    for shipment in shipload(seed=7, voyage="V1", containers=60):
        if shipment.plant != plant:
            continue
        licensed = plant.name == FORGOTTEN_LICENCE  # refused first, then filed with everything
        weight = Decimal(shipment.gross_weight_kg)
        item = ItemFacts(
            hs6=shipment.goods.hs10[:6],
            name=shipment.goods.name,
            origin=shipment.goods.origin,
            quantity=weight,
            unit=shipment.goods.unit,
            value_cny=shipment.value_cny,
            needs_licence=licensed,
            needs_inspection=licensed,
        )
        facts = ShipmentFacts(
            reference="510120261000000001",
            on=ON,
            transport_mode="2",
            grade="ORDINARY",
            enterprise_key="1",
            departure_country=COUNTRY,
            items=(item,),
            value_cny=shipment.value_cny,
            gross_weight_kg=weight,
            manifest_weight_kg=weight,
            manifest_pieces=shipment.pieces,
            declared_pieces=shipment.pieces,
            involves_licence=licensed,
            involves_inspection=licensed,
            declarations_last_90_days=declared_before,
            known_hs6=known,
            lot=NO_LOT,
        )
        score = sum(hit.points for hit in hits_of(facts, law, SHIPMENT_RULES))
        threshold = pack.ask("risk.control_threshold", on=ON).value
        assert (score >= threshold) == (plant.decision == "HELD"), score
