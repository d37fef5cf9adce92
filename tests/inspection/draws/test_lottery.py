"""Chance is fair: a million draws against the published rates, and it bends to nobody."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.draws.rules import lottery
from inspection.draws.rules.lottery import Ballot
from risk.statistics import chance_of, chi_square

SECRET = lottery.day_secret(master="a secret of these tests", day="2026-11-20")
KEY = lottery.pool_key(secret=SECRET, beacon="ab" * 32)
DRAWS = 1_000_000
RATES = {"ADVANCED": 3, "ORDINARY": 20, "DISHONEST": 200, "SERIOUSLY_DISHONEST": 400}
ONE_IN_A_THOUSAND = 0.001
NAMES = st.sets(st.text(alphabet="abcdefghij", min_size=1, max_size=8), min_size=2, max_size=12)


@pytest.mark.feature("I-01")
@pytest.mark.feature("M1")
def test_a_million_draws_keep_the_published_rate_of_every_grade():
    grades = tuple(RATES)
    pool = [
        Ballot(
            subject_id=f"subject {number}",
            kind="container",
            grade=grades[number % len(grades)],
            rate=RATES[grades[number % len(grades)]],
        )
        for number in range(DRAWS)
    ]
    drawn = Counter(int(one.split()[1]) % len(grades) for one in lottery.drawn_of(pool, key=KEY))
    size = DRAWS / len(grades)
    for number, grade in enumerate(grades):
        expected = size * RATES[grade] / 1000
        seen = drawn[number]
        statistic = chi_square([seen, size - seen], [expected, size - expected])
        assert chance_of(statistic, freedom=1) > ONE_IN_A_THOUSAND, grade


def test_every_lot_is_as_likely_as_any_other():
    lots = Counter(lottery.lot_of(KEY, f"subject {number}") for number in range(200_000))
    assert set(lots) == set(range(1000))
    statistic = chi_square([lots[lot] for lot in range(1000)], [200.0] * 1000)
    assert chance_of(statistic, freedom=999) > ONE_IN_A_THOUSAND


def test_lots_of_filings_fall_evenly_and_the_secret_of_the_day_decides_them():
    lots = [lottery.single_lot(secret=SECRET, subject_id=f"words {n}") for n in range(20_000)]
    assert 320 <= sum(lot < 20 for lot in lots) <= 480  # 400 expected, sigma 20
    other = lottery.day_secret(master="a secret of these tests", day="2026-11-21")
    assert lots[:9] != [lottery.single_lot(secret=other, subject_id=f"words {n}") for n in range(9)]


def test_every_officer_leads_about_equally_often():
    pool = [f"officer{number}" for number in range(10)]
    leads = Counter(
        lottery.crew_of(f"subject {number}", key=KEY, root="r", officers=pool, size=2)[0]
        for number in range(20_000)
    )
    statistic = chi_square([leads[name] for name in pool], [2_000.0] * len(pool))
    assert chance_of(statistic, freedom=9) > ONE_IN_A_THOUSAND


@given(pool=NAMES)
def test_the_order_of_the_pool_does_not_matter(pool):
    names = sorted(pool)
    shuffled = random.Random(7).sample(names, len(names))
    drawn = [
        lottery.in_drawn_order(secret=SECRET, who="IO1", beacon="c0ffee", turn=1, pool=one)
        for one in (names, shuffled)
    ]
    assert drawn[0] == drawn[1]
    assert sorted(drawn[0]) == names


@given(leaves=st.sets(st.text(min_size=1, max_size=12), min_size=1, max_size=40))
def test_the_path_of_every_leaf_leads_to_the_root(leaves):
    lines = lottery.in_order(leaves)
    for at, leaf in enumerate(lines):
        assert walked(leaf, at, len(lines), lottery.path_of(lines, at=at)) == lottery.root_of(lines)


def walked(leaf, at, size, path):
    value = lottery.root_of([leaf])
    while size > 1:
        if at ^ 1 < size:
            beside = path.pop(0)
            pair = (beside, value) if at % 2 else (value, beside)
            value = lottery.hashlib.sha256(b"\1" + b"".join(map(bytes.fromhex, pair))).hexdigest()
        at, size = at >> 1, (size + 1) >> 1
    assert not path
    return value


def test_a_reference_cannot_be_guessed_from_its_public_id():
    ids = {
        lottery.blind_id(
            nonce=lottery.nonce_of(master=master, kind="container", reference="MSKU3148520"),
            kind="container",
            reference="MSKU3148520",
        )
        for master in ("one", "two")
    }
    assert len(ids) == 2
