"""Forget every fact of the wall and hear the whole journal again."""

from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.kit import clock
from dashboards.wall.operations.hear_news import rebuild_wall


class Command(BaseCommand):
    help = "Recompute every cell of the command-centre wall from the journal."

    def handle(self, *args: Any, **options: Any) -> None:
        heard = rebuild_wall(now=clock.now())
        self.stdout.write(f"The wall was rebuilt from {heard} entries of the journal.")
