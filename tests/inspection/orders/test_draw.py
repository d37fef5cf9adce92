"""The lottery of crews can be computed again by anyone and bent by nobody."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.orders.rules.draw import commitment_of, in_drawn_order, is_fair

SECRET = "ab" * 32
DRAW = {"order_no": "IO261120000001", "beacon": "c0ffee", "round_no": 1}
NAMES = st.sets(st.text(alphabet="abcdefghij", min_size=1, max_size=8), min_size=2, max_size=12)


def fair(**changes):
    pool = ("chen", "li", "wang", "zhao")
    honest = {
        "secret": SECRET,
        "commitment": commitment_of(secret=SECRET),
        "pool": pool,
        "crew": in_drawn_order(secret=SECRET, pool=pool, **DRAW)[:2],
        **DRAW,
    }
    return is_fair(**(honest | changes))


@pytest.mark.feature("I-01")
def test_an_honest_draw_is_found_fair():
    assert fair()


@pytest.mark.feature("I-01")
@pytest.mark.parametrize(
    "bent",
    [
        {"secret": "cd" * 32},
        {"order_no": "IO261120000002"},
        {"beacon": "deadbeef"},
        {"round_no": 2},
        {"crew": ("nobody", "li")},
        {"commitment": commitment_of(secret="cd" * 32)},
    ],
)
def test_whatever_is_changed_afterwards_is_found(bent):
    assert not fair(**bent)


@given(pool=NAMES)
def test_the_order_of_the_pool_does_not_matter(pool):
    names = sorted(pool)
    shuffled = random.Random(7).sample(names, len(names))
    one = in_drawn_order(secret=SECRET, pool=names, **DRAW)
    assert one == in_drawn_order(secret=SECRET, pool=shuffled, **DRAW)
    assert sorted(one) == names


def test_every_officer_leads_about_equally_often():
    pool = [f"officer{n}" for n in range(10)]
    leads = Counter(
        in_drawn_order(secret=SECRET, order_no=f"IO{n}", beacon="c0ffee", round_no=1, pool=pool)[0]
        for n in range(20_000)
    )
    expected = 20_000 / len(pool)
    chi_square = sum((leads[name] - expected) ** 2 / expected for name in pool)
    assert chi_square < 27.9  # 9 degrees of freedom, one in a thousand
