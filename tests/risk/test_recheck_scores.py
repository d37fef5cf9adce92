"""A day's scores are recomputed by a script that shares nothing with the portal."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.assessments.operations.assess_shipment import assess_shipment
from risk.facts import ItemFacts
from risk.learning.queries import columns_from, goods_of
from risk.models import recheck_scores
from risk.models.artefact import JSON_NAME, loaded
from risk.models.shipped import SHIPPED
from risk.rules.book import DataRule
from risk.rules.closures import FactFault, ParameterGap
from risk.rules.judge import hits_of
from risk.rules.shipments import SHIPMENT_RULES
from tests.risk.rules.test_agreement import a_sound_rule, conditions, shipments
from tests.risk.test_shipment_rules import LAW, QUIET

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
SCRIPT = Path(recheck_scores.__file__)


def run(folder):
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )


def some_facts(dice, number):
    """Shipments of every kind: cheap, heavy, unlicensed, new, off the route."""
    codes = ("610910", "851712", "710239", "240220", "870322", "220421")

    def pick(*values):
        return values[int(dice.integers(len(values)))]

    items = tuple(
        ItemFacts(
            hs6=pick(*codes), name="goods", origin=pick("VN", "CN", "US"), quantity=Decimal(5),
            unit="piece", value_cny=Decimal(int(dice.integers(1, 90_000))),
            needs_licence=bool(dice.integers(2)), needs_inspection=bool(dice.integers(2)),
        )
        for _ in range(int(dice.integers(1, 4)))
    )  # fmt: skip
    return replace(
        QUIET, reference=f"51012026100000{number:04d}", items=items,
        value_cny=sum((one.value_cny for one in items), Decimal(0)),
        grade=pick("", "ADVANCED", "ORDINARY", "DISHONEST"),
        gross_weight_kg=pick(None, Decimal("900.5"), Decimal("0.01"), Decimal(40)),
        manifest_weight_kg=pick(None, Decimal(901), Decimal(0)),
        manifest_pieces=pick(None, 4), declared_pieces=pick(4, 5),
        involves_licence=bool(dice.integers(2)), involves_inspection=bool(dice.integers(2)),
        declarations_last_90_days=pick(0, 9), faults_last_365_days=pick(0, 2),
        known_hs6=pick(frozenset(), frozenset({"610910"})), departure_country=pick("VN", "", "US"),
    )  # fmt: skip


@pytest.fixture
def day(db, chance, tmp_path):
    dice = np.random.default_rng(5)
    for number in range(300):
        assess_shipment(facts=some_facts(dice, number), now=NOW)
    call_command("export_scores", "--day", "2026-11-21", "--out", str(tmp_path / "day"))
    return tmp_path / "day"


@pytest.mark.feature("R-01")
def test_every_score_of_the_day_is_recomputed_bit_for_bit(day):
    done = run(day)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "300 scores recomputed, all the same" in done.stdout


@pytest.mark.parametrize("what", ["score", "hits", "controlled", "facts"])
def test_the_one_that_differs_is_named(day, what):
    path = day / "scores.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    row = next(row for row in rows[100:] if row["hits"] and row["facts"]["grade"] == "")
    if what == "score":
        row["score"] += 1
    elif what == "hits":
        row["hits"][0]["points"] += 1
    elif what == "controlled":
        row["controlled"] = not row["controlled"]
    else:
        row["facts"]["grade"] = "DISHONEST"
    path.write_text("\n".join(map(json.dumps, rows)))
    done = run(day)
    assert done.returncode == 1
    assert f"{row['subject_reference']} ({row['assessment_no']}) differs." in done.stdout
    assert "299 scores recomputed, 1 differ" in done.stdout


@pytest.fixture(scope="module")
def both():
    document = json.loads((SHIPPED / JSON_NAME).read_text())
    return loaded(SHIPPED), recheck_scores.Model(document)


@given(st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_readings_are_the_same_in_numpy_onnx_and_plain_python(both, seed):
    artefact, again = both
    facts = replace(some_facts(np.random.default_rng(seed), 1), departure_country="VN")
    columns = columns_from(goods_of(facts))
    scores, _ = artefact.scores(columns)
    reading = artefact.read(columns.taken(np.array([int(np.argmax(scores))])))
    told = again.read(json.loads(json.dumps(asdict(facts) | {"known_hs6": []},
                                            cls=DjangoJSONEncoder)))  # fmt: skip
    assert told == {
        "score": reading.score,
        "probability_ppm": reading.probability_ppm,
        "parts": [list(part) for part in reading.parts],
    }


FACT = {"op": "lt", "left": {"op": "div", "left": {"fact": "value_cny"},
                             "right": {"fact": "gross_weight_kg"}},
        "right": {"parameter": "floor"}}  # fmt: skip
ANY = {"op": "any", "of": {"op": "prefix", "left": {"item": "hs6"}, "right": {"value": ["71"]}}}


@pytest.mark.parametrize(
    ("tree", "changes", "applies"),
    [
        (FACT, {"value_cny": "100"}, True),
        (FACT, {"value_cny": "100000"}, False),
        (FACT, {"gross_weight_kg": None}, False),
        ({"op": "not", "of": FACT}, {"gross_weight_kg": None}, False),
        (ANY, {"items": []}, False),
        ({"op": "or", "of": [ANY, FACT]}, {"value_cny": "1"}, True),
        ({"op": "ge", "left": {"fact": "on"}, "right": {"value": "2026-01-01"}}, {}, True),
        ({"op": "in", "left": {"fact": "departure_country"}, "right": {"value": ["VN"]}},
         {"departure_country": "VN"}, True),
        ({"op": "between", "left": {"fact": "declared_pieces"}, "low": {"value": 1},
          "high": {"value": 9}}, {"declared_pieces": 9}, True),
        ({"op": "gt", "left": {"op": "sum", "of": {"item": "value_cny"}},
          "right": {"value": 5}}, {}, True),
    ],
)  # fmt: skip
def test_a_rule_as_data_is_read_as_it_is_written(tree, changes, applies):
    facts = json.loads(json.dumps(asdict(QUIET) | {"known_hs6": []}, cls=DjangoJSONEncoder))
    rule = recheck_scores.DataRule(
        {"code": "D-001", "points": 5, "when": tree,
         "parameters": {"floor": [{"valid_from": "2020-01-01", "valid_to": None, "value": 2}]}}
    )  # fmt: skip
    assert rule.applies(facts | {"gross_weight_kg": "900"} | changes) is applies


def read_again(facts):
    """The facts as an export holds them."""
    stored = asdict(facts) | {"known_hs6": sorted(facts.known_hs6)}
    return json.loads(json.dumps(stored, cls=DjangoJSONEncoder))


@pytest.mark.feature("R-04")
@settings(max_examples=400, deadline=None)
@given(conditions(), shipments)
def test_any_rule_as_data_is_read_by_the_stranger_as_by_the_house(tree, facts):
    definition = a_sound_rule(tree)
    if definition is None:
        return
    again = list(recheck_scores.RULES.data_rules(
        [recheck_scores.DataRule(definition)], read_again(facts)
    ))  # fmt: skip
    try:
        hit = DataRule(definition).hit(facts, {})
    except (FactFault, ParameterGap):
        assert again == [("X-901", 0, "DOCUMENTS")]
    else:
        assert again == ([(hit.rule, hit.points, hit.at_least)] if hit else [])


@settings(max_examples=300, deadline=None)
@given(shipments)
def test_any_facts_are_judged_by_the_stranger_as_by_the_house(facts):
    facts = replace(facts, grade="ORDINARY" if facts.grade else "")
    own = hits_of(facts, LAW, SHIPMENT_RULES)
    again = recheck_scores.RULES.written_rules(read_again(facts), LAW)
    assert sorted(again) == sorted((hit.rule, hit.points, hit.at_least) for hit in own)
