"""Who can sign in as whom: role, user name, what they do, where they start."""

from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.accounts.models import User
from customs_portal.registry.demo.people import people

HEAD = ("Role", "User", "Does", "Starts at")


class Command(BaseCommand):
    help = "Show the people of the demonstration port; their password is DEMO_PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(User.objects.filter(is_active=True).values_list("username", flat=True))
        rows = [HEAD] + [
            (person.role, person.username, person.does, person.start)
            for person in people()
            if person.username in known
        ]
        if len(rows) == 1:
            self.stdout.write("Nobody: the demonstration port is not loaded (load_demo).")
            return
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for row in rows:
            line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())
