"""The risk desk measured against itself: one JSON object or some lines."""

import json
from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from customs_portal.kit import clock
from risk.cases.queries import Period
from risk.outcomes.queries.report import risk_report

DAYS = 90


class Command(BaseCommand):
    help = "Hit rates, fairness, random draws, exploration, drift and calibration of a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=_day, help="first day, 2026-08-01")
        parser.add_argument("--to", dest="last", type=_day, help="last day, included")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        last = options["last"] or timezone.localdate(clock.now())
        first = options["first"] or last - timedelta(days=DAYS - 1)
        if first > last:
            raise CommandError("--from lies behind --to: name the earlier day first.")
        zone = timezone.get_default_timezone()
        period = Period(
            since=datetime.combine(first, time(), tzinfo=zone),
            until=datetime.combine(last + timedelta(days=1), time(), tzinfo=zone),
        )
        report = risk_report(period=period, on=last)
        if options["as_json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for line in _lines(report):
            self.stdout.write(line)


def _lines(report: dict[str, Any]) -> list[str]:
    lines = [f"{report['since']} to {report['until']}"]
    for by, found in {"all": report["whole"], **report["rates"]}.items():
        for one in found:
            hit = one["hit"]
            interval = (
                f"{hit['value']:.3f} [{hit['low']:.3f}, {hit['high']:.3f}]" if hit["of"] else "-"
            )
            lines.append(
                f"{by:8} {one['key'] or '-':24} {one['judged']:8} judged"
                f" {one['stopped']['part']:7} stopped {hit['of']:7} looked into,"
                f" hit rate {interval}"
            )
    chance = report["chance"]
    for one in chance["grades"]:
        drawn = one["drawn"]
        lines.append(
            f"draw     {one['grade']:24} {drawn['part']} of {drawn['of']},"
            f" expected {one['expected']:.1f}"
        )
    lines.append(f"warnings {', '.join(report['warnings']) or 'none'}")
    return lines


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no date: write it as 2026-08-01.") from error
