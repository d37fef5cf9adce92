"""Background doors of the review bench."""

import secrets
from datetime import timedelta

from celery import shared_task

from customs_portal.kit import clock
from inspection.imaging.operations.claim_review import release_forgotten_claims
from inspection.imaging.operations.judge_review import settle_judgements
from inspection.imaging.operations.plant_scans import plant_scan, plants_due

PLANT_EVERY_SECONDS = 60


@shared_task
def release_forgotten(**_: object) -> None:
    release_forgotten_claims(now=clock.now())


@shared_task
def settle(**_: object) -> None:
    settle_judgements(now=clock.now())


@shared_task
def draw_plants(**_: object) -> None:
    """For the scans of the last minute; each comes at a second of its own."""
    now = clock.now()
    for _n in range(plants_due(since=now - timedelta(seconds=PLANT_EVERY_SECONDS), now=now)):
        plant.apply_async(countdown=secrets.randbelow(2 * PLANT_EVERY_SECONDS))


@shared_task
def plant(**_: object) -> None:
    plant_scan(now=clock.now())
