"""The planted port: the same seed is the same port, and history never looks ahead."""

from dataclasses import fields, replace

import numpy as np
import pytest

from risk.models.planted.contest import delay, found_at, outcome, top, weeks, within
from risk.models.planted.history import HISTORY, Memory, exposure, plain
from risk.models.planted.world import KINDS, SETTLED, World, world
from risk.models.ranking import Ranking, ranked_by

FIRMS = 260


@pytest.fixture(scope="module")
def port():
    return world(seed=4, firms=FIRMS)


def cut(port, rows):
    """The same port without what came afterwards."""
    columns = {
        one.name: getattr(port, one.name)[:rows]
        for one in fields(World)
        if one.name not in ("rates", "extra")
    }
    return replace(port, **columns)


def test_the_same_seed_is_the_same_port_row_by_row(port):
    again = world(seed=4, firms=FIRMS)
    for one in fields(World):
        assert np.array_equal(getattr(port, one.name), getattr(again, one.name)), one.name
    assert not np.array_equal(port.value[:500], world(seed=5, firms=FIRMS).value[:500])


def test_the_whole_port_has_faults_of_every_kind_at_one_to_four_percent():
    whole = world(seed=11)
    judged = whole.day >= SETTLED
    assert 0.01 <= whole.faulty.mean() <= 0.04
    assert 0.01 <= whole.faulty[judged].mean() <= 0.04
    assert set(whole.kind[judged]) == set(range(len(KINDS)))
    assert (whole.stake[whole.faulty] > 0).all()
    assert (whole.stake[~whole.faulty] == 0).all()
    assert (np.diff(whole.day) >= 0).all()


def test_a_row_is_described_by_earlier_rows_alone(port):
    some = 2_000
    whole, part = Memory(world=port), Memory(world=cut(port, some))
    for at in range(some):
        assert whole.describe(at) == part.describe(at)


def test_an_outcome_is_known_only_once_it_was_found(port):
    silent, told = Memory(world=port), Memory(world=port)
    first = int(np.flatnonzero(port.faulty)[0])
    same = next(at for at in range(first + 1, len(port)) if port.firm[at] == port.firm[first])
    for at in range(same):
        assert silent.describe(at) == told.describe(at)
    told.learn(first, fault=True)
    before, after = silent.describe(same), told.describe(same)
    share = HISTORY.index("firm: share at fault")
    assert len(before) == len(after) == len(HISTORY)
    assert after[share] > before[share]


def test_plain_features_and_the_exposure_know_no_truth(port):
    blind = replace(port, kind=np.zeros_like(port.kind), stake=np.zeros_like(port.stake))
    assert np.array_equal(plain(port), plain(blind))
    assert np.array_equal(exposure(port), exposure(blind))


def test_each_week_opens_its_share_and_delays_count_from_the_turn(port):
    judged = port.day >= SETTLED
    chosen = np.zeros(len(port), bool)
    for rows in weeks(port, judged):
        picked = top(rows, port.faulty[rows].astype(float))
        assert len(picked) == round(len(rows) * 0.05)
        chosen[picked] = True
    assert not chosen[~judged].any()
    everything = outcome(port, port.faulty & judged, judged)
    nothing = outcome(port, np.zeros(len(port), bool), judged)
    assert (everything.recall, everything.revenue) == (1.0, 1.0)
    assert None not in {one for places in everything.finds.values() for one in places}
    assert (nothing.recall, nothing.revenue) == (0.0, 0.0)
    assert {one for places in nothing.finds.values() for one in places} == {None}
    for kind, places in everything.finds.items():
        assert len(places) == len(nothing.finds[kind])


def test_a_series_begins_with_the_declaration_at_which_its_firm_turned(port):
    """The truth is the generator's: whatever the firm files from then on belongs to it."""
    for case in np.unique(port.case[port.case >= 0]):
        series, faults = port.series == case, port.case == case
        assert (series | ~faults).all()
        first = int(np.flatnonzero(series)[0])
        for firm in np.unique(port.firm[faults]):
            mine = np.flatnonzero(port.firm == firm)
            assert (port.series[mine[mine > int(np.flatnonzero(faults)[-1])]] == case).all() or (
                port.kind[faults] == KINDS.index("split")
            ).all()
            before = mine[mine < first]
            assert not port.faulty[before].any()
            assert (port.series[before] == -1).all()


def places(faulty, opened):
    return found_at(np.array(faulty, bool), np.array(opened, bool))


def test_the_delay_counts_every_declaration_from_the_turn():
    assert places([1, 1, 1], [1, 0, 0]) == 1
    assert places([1, 1, 1], [0, 0, 1]) == 3
    assert places([0, 1, 1], [1, 1, 0]) == 2  # the opened honest one found nothing
    assert places([0, 0, 1], [0, 0, 1]) == 3  # the honest ones behind the turn count, too
    assert places([1, 0, 1], [0, 1, 0]) is None
    assert places([1, 1, 1], [0, 0, 0]) is None


def test_a_series_never_found_is_later_than_any_that_was():
    assert delay([1, 3, 8]) == 3
    assert delay([1, None, None]) == 2
    assert delay([4, None, 9]) == 9
    assert delay([None]) == 1
    assert delay([]) == 0
    assert within([1, 3, 8, None], 3) == 0.5
    assert within([1, 3, 8, None], 100) == 0.75
    assert within([], 3) == 0


def test_the_outcome_counts_from_the_turn_by_typology_and_leaves_out_who_turned_before():
    """Two firms by hand: one turns while it is judged, the other had turned the year before."""
    days = [100, 366, 366, 367, 368, 369, 370, 371]
    kind = [1, 1, 0, 0, 5, 0, 5, 5]
    series = [0, 0, -1, 1, 1, 1, 1, 1]
    many = len(days)
    none = np.zeros(many, int)
    port = World(
        day=np.array(days), kind=np.array(kind), series=np.array(series),
        case=np.where(np.array(kind) > 0, np.array(series), -1),
        stake=np.where(np.array(kind) > 0, 10.0, 0.0), rates=np.zeros(1), extra=np.zeros((1, 1)),
        **{one.name: none for one in fields(World) if one.name not in (
            "day", "kind", "series", "case", "stake", "rates", "extra")},
    )  # fmt: skip
    chosen = np.zeros(many, bool)
    chosen[[1, 5, 6]] = True
    told = outcome(port, chosen, port.day >= SETTLED)
    assert told.finds["misclassified"] == (4,)  # honest, bad, honest (opened), bad (opened)
    assert told.finds["undervalued"] == ()
    assert told.by_kind["undervalued"] == 1.0
    assert told.finds["phoenix"] == ()


def test_the_ranking_is_by_chance_or_by_revenue():
    chances, worth = np.array([0.9, 0.2]), np.array([10.0, 900.0])
    assert ranked_by(Ranking.PROBABILITY, chances=chances, worth=worth).argmax() == 0
    assert ranked_by(Ranking.REVENUE, chances=chances, worth=worth).argmax() == 1
