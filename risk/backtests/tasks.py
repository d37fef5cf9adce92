"""Background doors of the back-tests."""

from celery import shared_task

from customs_portal.kit import clock
from risk.backtests.operations.run_backtest import run_next_part
from risk.backtests.queries.trials import backtests_unfinished


@shared_task
def go_on(**_: object) -> None:
    """Whatever waits, also what a killed worker left, each in a task of its own."""
    for backtest_no in backtests_unfinished():
        run_backtest.delay(backtest_no=backtest_no)


@shared_task
def run_backtest(*, backtest_no: str, **_: object) -> None:
    while run_next_part(backtest_no=backtest_no, now=clock.now()):
        pass
