"""Print every state machine and the whole wiring, for auditors and newcomers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.journal import subscriptions
from customs_portal.journal.moves import allowed_moves
from customs_portal.kit.flow import FLOWS


class Command(BaseCommand):
    help = "Which state may follow which, and who hears what in which lane."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mermaid", action="store_true", help="state diagrams as Mermaid")
        parser.add_argument(
            "--missing", action="store_true", help="moves that this database does not allow yet"
        )

    def handle(self, *args: Any, mermaid: bool, missing: bool, **options: Any) -> None:
        if missing:
            self._missing()
            return
        for name, flow in sorted(FLOWS.items()):
            self.stdout.write(f"\n{name}")
            if mermaid:
                self.stdout.write("stateDiagram-v2")
            for source, targets in flow.moves.items():
                for target in sorted(targets):
                    arrow = "-->" if mermaid else "→"
                    self.stdout.write(f"  {source} {arrow} {target}")
        if not mermaid:
            self._wiring()

    def _missing(self) -> None:
        """As the lines that a migration needs."""
        allowed = allowed_moves()
        for name, flow in sorted(FLOWS.items()):
            told = allowed.get(name, set())
            if not flow.begins:
                continue
            for word, pairs in (("allow", flow.pairs() - told), ("forbid", told - flow.pairs())):
                if pairs:
                    listed = ", ".join(f'("{one}", "{other}")' for one, other in sorted(pairs))
                    self.stdout.write(f'{word}("{name}", {listed}),')

    def _wiring(self) -> None:
        self.stdout.write("\nWiring")
        for name, event in sorted(subscriptions.events_by_name.items()):
            heard = [
                f"{lane}: {subscriptions.name_of(listener)}"
                for lane, listeners in (
                    ("now", subscriptions.now),
                    ("soon", subscriptions.soon),
                    ("tail", subscriptions.tail),
                )
                for listener in listeners[event]
            ]
            self.stdout.write(f"  {name}" + ("" if heard else "  (for the record)"))
            for line in heard:
                self.stdout.write(f"      {line}")
