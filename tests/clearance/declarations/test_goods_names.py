"""A description must name goods: stop words are refused while typing, with what to write."""

import csv
import json
import os
from datetime import date
from pathlib import Path

import pytest

from clearance.declarations.models import Declaration
from clearance.declarations.operations.check_goods import _words
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.rules.goods_names import vague
from customs_portal.kit.errors import Faults
from tests.factories.clearance import MORNING, a_summary, an_item

ROOT = Path(__file__).parents[3]
HS = Path(os.environ.get("PORTAL_SHARED", ROOT.parent / "shared")) / "data" / "hs" / "hmrc-fpo"
WORDS = _words(date(2026, 11, 21))
pytestmark = pytest.mark.feature("C-17")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Goods", ("goods",)),
        ("  GENERAL   CARGO ", ("general", "cargo")),
        ("Spare parts", ("spare", "parts")),
        ("black plastic parts 12-34A", ("parts",)),
        ("5 cartons", ()),
        ("FAK", ()),
        ("123 / 456", ()),
        ("货物一批", ("货物",)),
        ("塑料零配件", ("零配件",)),
        ("ＧＯＯＤＳ", ("goods",)),
        ("机械配件 spare parts", ("机械", "配件", "spare", "parts")),
        ("-", ()),
    ],
)
def test_what_names_nothing_is_found_with_its_words(name, words):
    found = vague(name, words=WORDS)
    assert found is not None
    assert set(found.words) == set(words)


@pytest.mark.parametrize(
    "name",
    [
        "Cotton T-shirts, knitted",
        "Wooden pallets",
        "Pallets of wood",
        "Brake parts",
        "棉制针织T恤衫",
        "汽车配件",
        "手机",
        "Filter cigarettes",
        "Plastic fittings",
        "Vis à bois",
        "Запчасти",
    ],
)
def test_what_names_something_passes(name):
    assert vague(name, words=WORDS) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "remedy"), [("Spare parts", "parts of what"), ("General cargo", "of what material")]
)
def test_a_filing_that_names_nothing_is_refused_with_what_to_write(clerk, name, remedy):
    summary = a_summary(clerk=clerk, items=(an_item(), an_item(name=name)))
    with pytest.raises(Faults) as caught:
        submit_summary(summary=summary, by=clerk, now=MORNING)
    (fault,) = caught.value.faults
    assert (fault.field, fault.rule) == ("items[1].name", "goods_name.vague")
    assert remedy in fault.remedy
    assert not Declaration.objects.exists()


@pytest.mark.skipif(not HS.is_dir(), reason="the shared data is not beside this checkout")
def test_measured_on_a_real_posts_lists():
    """632 of 4,451 descriptions found too vague; 8 of 4,006 good search terms refused."""
    with (HS / "vague_terms.csv").open(encoding="utf-8") as file:
        bad = [row[0] if row else "" for row in csv.reader(file)]
    good = list(json.loads((HS / "search_references.json").read_text(encoding="utf-8")))

    caught = sum(vague(one, words=WORDS) is not None for one in bad)
    wronged = sum(vague(one, words=WORDS) is not None for one in good)

    assert (len(bad), len(good)) == (4_451, 4_006)
    assert caught >= 632
    assert wronged <= 8
