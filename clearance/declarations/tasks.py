"""Background doors of the declarations wing: long work goes on here, part by part."""

from celery import shared_task

from clearance.declarations.forms import filing_from, read_filing
from clearance.declarations.operations.check_sheet import check_next_part
from clearance.declarations.operations.submit_many import submit_next_line
from clearance.declarations.queries.bulk import runs_unfinished, sheets_unchecked
from customs_portal.kit import clock


@shared_task
def go_on(**_: object) -> None:
    """Whatever waits, also what a killed worker left, each in a task of its own."""
    for sheet_no in sheets_unchecked():
        check_sheet.delay(sheet_no=sheet_no)
    for run_no in runs_unfinished():
        submit_run.delay(run_no=run_no)


@shared_task
def check_sheet(*, sheet_no: str, **_: object) -> None:
    while check_next_part(sheet_no=sheet_no, read=read_filing, now=clock.now()):
        pass


@shared_task
def submit_run(*, run_no: str, **_: object) -> None:
    while submit_next_line(run_no=run_no, read=filing_from, now=clock.now()):
        pass
