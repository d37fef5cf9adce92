"""What the wall says of a day at the port, counted from the news alone."""

from datetime import timedelta

import pytest

from dashboards.wall.models import Board, Hearing, Tally, WallCell
from dashboards.wall.operations.hear_news import hear_news, rebuild_wall
from dashboards.wall.operations.settle_board import settle_board
from tests.factories import wall as news
from tests.factories.wall import NOON, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("D-01")]

HOUR = timedelta(hours=1)
LATER = NOON + HOUR


def test_no_news_is_no_data_and_not_zero(wall_at):
    news.port()
    cells = wall_at(NOON)

    for kpi in ("clearance", "throughput", "release", "hits", "gate", "overdue"):
        assert cells[f"kpi.{kpi}"]["value"] is None
        assert cells[f"kpi.{kpi}"]["breached"] is False
    assert cells["stages"]["ever"] is False
    assert cells["site.G1-1"]["state"] == "quiet"


def test_clearance_is_the_median_of_accepted_to_released(wall_at):
    for number, hours in enumerate((1, 2, 30)):
        tell(news.released(number=f"{number:018d}", hours=hours))

    kpi = wall_at(LATER)["kpi.clearance"]

    assert kpi["value"] == 2.0
    assert kpi["n"] == 3
    assert kpi["series"][-2:] == [2.0, None]
    assert kpi["breached"] is False


def test_clearance_above_its_target_is_breached(wall_at):
    tell(news.released(hours=21))
    assert wall_at(LATER)["kpi.clearance"]["breached"] is True


def test_the_24_hours_before_stand_beside_the_figure(wall_at):
    tell(news.released(number="1" * 18, hours=4, at=NOON - 25 * HOUR))
    tell(news.released(number="2" * 18, hours=3))

    kpi = wall_at(NOON)["kpi.clearance"]

    assert (kpi["value"], kpi["previous"]) == (3.0, 4.0)


def test_release_rate_counts_what_was_not_held(wall_at):
    tell(*(news.decided(number=f"{n:018d}") for n in range(3)))
    tell(news.decided(number="9" * 18, decision="HELD"))

    kpi = wall_at(LATER)["kpi.release"]

    assert (kpi["value"], kpi["yes"], kpi["n"]) == (75.0, 3, 4)
    assert kpi["breached"] is True


def test_hit_rate_counts_faults_of_concluded_inspections(wall_at):
    tell(news.concluded("IO-1", "FAULT"), news.concluded("IO-2"))
    kpi = wall_at(LATER)["kpi.hits"]
    assert (kpi["value"], kpi["yes"], kpi["n"]) == (50.0, 1, 2)


def test_a_container_counts_once_a_day(wall_at):
    tell(news.landed(), news.landed(at=NOON + timedelta(minutes=3)))
    assert wall_at(LATER)["kpi.throughput"]["value"] == 1


def test_throughput_begins_again_at_midnight_of_the_port(wall_at):
    tell(news.landed(at=NOON.replace(hour=23, minute=59)))
    just_after_midnight = NOON.replace(hour=0, minute=1) + timedelta(days=1)

    kpi = wall_at(just_after_midnight)["kpi.throughput"]

    assert kpi["value"] == 0
    assert kpi["series"][-2:] == [1, 0]


def test_a_review_that_waits_too_long_is_overdue_until_it_is_done(wall_at):
    tell(news.queued())
    assert wall_at(NOON + timedelta(minutes=9))["kpi.overdue"]["value"] == 0
    assert wall_at(NOON + timedelta(minutes=11))["kpi.overdue"]["value"] == 1

    tell(news.reviewed(at=NOON + timedelta(minutes=12)))

    assert wall_at(NOON + timedelta(minutes=13))["kpi.overdue"]["value"] == 0


def test_the_gate_is_timed_from_plate_to_answer(wall_at):
    tell(news.passage())
    assert wall_at(LATER)["kpi.gate"]["value"] == 0.08


def test_a_declaration_walks_through_the_stages(wall_at):
    def stage():
        counts = wall_at(LATER)["stages"]["counts"]
        return [name for name, count in counts.items() if count]

    tell(news.accepted())
    assert stage() == ["RISK_CHECK"]
    tell(news.decided(decision="HELD"))
    assert stage() == ["HELD"]
    tell(news.controlled())
    assert stage() == ["INSPECTION"]
    tell(news.released())
    assert stage() == ["RELEASED"]
    tell(news.closed())
    assert stage() == []


def test_a_cleared_declaration_waits_for_its_ship(wall_at):
    tell(news.decided(), news.accepted())
    assert wall_at(LATER)["stages"]["counts"]["ACCEPTED"] == 1


def test_the_same_news_twice_changes_nothing(wall_at):
    day = _a_day()
    tell(*day)
    once = wall_at(LATER)
    Hearing.objects.update(heard=0)
    assert hear_news() >= len(day)

    assert wall_at(LATER) == once


def test_the_wall_rebuilt_from_the_journal_is_the_wall_that_grew_live(wall_at):
    news.port()
    tell(*_a_day())
    live = wall_at(LATER)
    counted = Tally.objects.count()

    rebuild_wall(now=LATER)

    assert dict(WallCell.objects.values_list("key", "value")) == live
    assert Tally.objects.count() == counted > 0


def test_news_that_was_being_heard_when_the_process_died_is_heard_again(wall_at, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(Hearing, "save", _die)
        with pytest.raises(RuntimeError):
            tell(news.landed(), news.passage("P-9", opened=False, rule="G-07"))
    assert wall_at(LATER)["kpi.throughput"]["value"] is None

    assert hear_news() == 2

    cells = wall_at(LATER)
    assert cells["kpi.throughput"]["value"] == 1
    assert cells["alarms"]["open"] == 1


def _die(*_: object, **__: object) -> None:
    raise RuntimeError("killed")


def test_versions_have_no_gaps_and_stand_still_when_nothing_changes():
    news.port()
    first = settle_board(now=NOON)
    assert settle_board(now=NOON) == first
    tell(news.device_on())
    assert settle_board(now=NOON) == first + 1
    assert Board.objects.get().version == first + 1
    changed = WallCell.objects.filter(version=first + 1).values_list("key", flat=True)
    assert set(changed) == {"site.G1-1", "vessels"}


def test_ships_alongside_are_the_last_at_each_berth(wall_at):
    news.port()
    tell(
        news.ship("M-1", "Old Ship", at=NOON - 10 * HOUR),
        news.ship("M-2", "New Ship", at=NOON - HOUR),
        news.ship("M-3", "Gone Ship", place="B02", at=NOON - 60 * HOUR),
    )
    assert [one["vessel"] for one in wall_at(NOON)["vessels"]["alongside"]] == ["New Ship"]


def _a_day():
    return [
        news.ship(),
        news.device_on(),
        news.device_on("XG-1", "X1"),
        news.accepted(),
        news.decided(decision="HELD"),
        news.landed(),
        news.controlled(),
        news.ordered(),
        news.queued(),
        news.reviewed(verdict="SUSPECT"),
        news.concluded(outcome="FAULT"),
        news.detained(),
        news.unread(),
        news.device_off(at=NOON + timedelta(minutes=1)),
        news.passage("P-1", opened=False, rule="G-09", box="TGHU1234567"),
        news.passage("P-2"),
        news.left(),
        *(news.accepted(f"{n:018d}", at=NOON - n * HOUR) for n in range(1, 9)),
        *(news.decided(f"{n:018d}", at=NOON - n * HOUR) for n in range(1, 9)),
        *(news.released(f"{n:018d}", hours=n, at=NOON - n * HOUR) for n in range(1, 6)),
        news.closed("0" * 17 + "1"),
    ]
