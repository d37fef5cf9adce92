"""Count the cases of every day that is over, so that reports of a year answer at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.kit import clock
from risk.cases.models import DayCount
from risk.cases.operations.count_days import count_days


class Command(BaseCommand):
    help = "Count the cases of every day that is over; --again forgets what was counted before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        if again:
            DayCount.objects.all().delete()
        done = 0
        while new := count_days(now=clock.now()):
            done += new
        self.stdout.write(f"{done} days and months counted")
