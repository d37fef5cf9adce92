"""Background doors of the robots' list."""

from celery import shared_task

from customs_portal.kit import clock
from inspection.robot.operations.mind_checks import call_back_late, end_forgotten
from inspection.robot.operations.send_robots import send_robots


@shared_task
def mind_robots(**_: object) -> None:
    """Late checks go back to the list, those of ended orders leave it, idle robots get theirs."""
    now = clock.now()
    call_back_late(now=now)
    end_forgotten(now=now)
    send_robots(now=now)
