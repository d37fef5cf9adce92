"""Background doors of the archive of scans."""

from celery import shared_task

from customs_portal.kit import clock
from inspection.scans.operations.purge_scans import purge_scans


@shared_task
def purge_due(**_: object) -> None:
    purge_scans(now=clock.now())
