"""From read characters to certainty, and real photographs where they are at hand."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customs_portal.kit.identifiers import container_check_digit
from hardware_adapters.devices.optics.layout import Word, places
from hardware_adapters.devices.optics.painter import Weather, container_picture
from hardware_adapters.devices.optics.reader import read_picture
from hardware_adapters.devices.optics.solve import Reading, agree, is_size_type, readings_in

ROOT = Path(__file__).parents[2]
PHOTOGRAPHS = (
    Path(os.environ.get("PORTAL_SHARED", ROOT.parent / "shared")) / "data/images/container"
)


def reading(look, text, score=0.9):
    return Reading(look=look, body=text[:10], check_digit=text[10:], score=score)


def test_two_looks_that_read_the_same_are_certain():
    outcome = agree([reading("frame", "TEMU3108252"), reading("enlarged", "TEMU3108252")])
    assert outcome.container_no == "TEMU3108252"


def test_one_look_may_miss_the_check_digit_if_the_other_read_it():
    outcome = agree([reading("frame", "TEMU310825"), reading("enlarged", "TEMU3108252")])
    assert outcome.container_no == "TEMU3108252"


@pytest.mark.parametrize(
    "texts",
    [
        ["TEMU3108252"],
        ["TEMU310825", "TEMU310825"],
        ["TEMU3108252", "TEMU3108253"],
        ["TEMU3108252", "TEMU310826"],
        ["TEMU3108252", "PSSU1102456"],
        ["TEMU3108253", "TEMU3108253"],
        [],
    ],
    ids=[
        "a single look",
        "a check digit that nobody read",
        "two check digits",
        "two serials",
        "two numbers",
        "a check digit that does not fit",
        "nothing",
    ],
)
def test_anything_less_is_for_a_person(texts):
    looks = [reading(f"look {index}", text) for index, text in enumerate(texts)]
    assert agree(looks).container_no == ""


def test_the_same_look_twice_is_one_look():
    assert agree([reading("frame", "TEMU3108252")] * 3).container_no == ""


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("TEMU 310825 2", "TEMU310825"),
        ("7EMU31O8252", "TEMU310825"),
        ("TEMU3I08252", "TEMU310825"),
        ("xx TEMU3108252 22G1", "TEMU310825"),
    ],
)
def test_what_looks_alike_is_folded_by_position(text, body):
    found = readings_in(text, look="frame", score=1)
    assert found[0].body == body
    assert found[0].is_whole


@pytest.mark.parametrize("text", ["MAX GROSS 30480", "TEMX3108252", "123456", "", "AAAAAAAAAAA"])
def test_other_words_are_no_number(text):
    assert readings_in(text, look="frame", score=1) == []


def test_a_size_type_is_no_part_of_a_number():
    assert is_size_type("22G1")
    assert not is_size_type("TEMU")


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ", max_size=40))
def test_no_text_makes_a_certain_number_alone(text):
    assert agree(readings_in(text, look="frame", score=1)[:1]).container_no == ""


def word(text, left, top, width=100, height=40):
    return Word(text=text, score=0.9, left=left, top=top, right=left + width, bottom=top + height)


def test_words_beside_and_beneath_belong_together():
    row = places([word("TEMU", 0, 0), word("310825", 130, 2), word("22G1", 0, 60)], look="frame")
    below = places([word("TEMU", 0, 0), word("310825", 0, 50, 140)], look="frame")
    apart = places([word("TEMU", 0, 0), word("310825", 900, 500)], look="frame")
    assert [one.reading.body for one in row] == ["TEMU310825"]
    assert [one.reading.body for one in below] == ["TEMU310825"]
    assert apart == []


@pytest.mark.feature("H-13")
def test_a_painted_container_is_read_and_a_covered_one_is_not():
    number = "MSKU098418" + container_check_digit("MSKU098418")
    clear = container_picture(container_no=number, seed=5, weather=Weather(murk=0.2))
    covered = container_picture(
        container_no=number, seed=5, weather=Weather(murk=0.2, covered=True)
    )
    assert read_picture(clear).outcome.container_no == number
    assert read_picture(covered).outcome.container_no == ""


@pytest.mark.feature("H-13")
@pytest.mark.skipif(not PHOTOGRAPHS.is_dir(), reason="the photographs are not at hand")
@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("lbf4616/1-122700001-OCR-RF-D01.jpg", "TEMU3108252"),
        ("lbf4616/1-122738001-OCR-RF-D01.jpg", "IRSU2657681"),
        ("macarize/container1.jpg", "PSSU1102456"),
        ("macarize/container8.jpg", "PSSU1102456"),
        ("johnbean393/images/container_1.jpeg", ""),
    ],
)
def test_real_photographs(name, number):
    path = PHOTOGRAPHS / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    assert read_picture(path.read_bytes()).outcome.container_no == number
