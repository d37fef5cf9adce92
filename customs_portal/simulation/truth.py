"""The truth file, and the comparison of what must happen with what did."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from customs_portal.simulation.cargo import FORGOTTEN_LICENCE, OTHER_SEAL, Shipment

SEAL_MAKER = 0x0153


def seal_no_of(shipment: Shipment) -> str:
    """As it stands on the papers: maker and serial number."""
    return f"M{SEAL_MAKER:04X}-{shipment.seal_serial:010d}"


@dataclass
class Story:
    """One container's way through the port."""

    shipment: Shipment
    declaration_no: str = ""
    drawn_by_lot: bool = False
    on_bench: bool = False
    is_sealed: bool = False  # the lanes of this port read seals and tags
    destination: str = ""  # of a journey under positioning
    has_lock: bool = False
    did: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""

    def must(self) -> dict[str, Any]:
        """What the planted truth demands; a lot may hold an honest box, which is then cleared."""
        plant = self.shipment.plant
        decision = "HELD" if self.drawn_by_lot else plant.decision
        demands: dict[str, Any] = {"decision": decision, "final": plant.final}
        if plant.name == "weight differs from manifest":
            demands["mismatch"] = "gross_weight_kg"
        if plant.name == FORGOTTEN_LICENCE:
            demands["refused_at_filing"] = ["inspection.needed", "licence.needed"]
        if plant.name == "unreadable number":
            demands["read_by"] = "person"
        if plant.name == "wrong truck at the gate":
            demands["refused_at_gate"] = True
        if plant.name == "overloaded truck":
            demands["refused_at_gate"] = True
        if plant.name == OTHER_SEAL and self.is_sealed:
            demands["refused_at_gate"] = True
        if plant.final == "CLOSED":
            demands["left_port"] = True
            if self.is_sealed:
                demands |= {"tag": "read", "seal": "read"}
            if self.destination:
                demands["journey"] = "ARRIVED"
            if self.has_lock:
                demands["lock"] = "locked and unlocked"
        return demands

    def differences(self) -> list[str]:
        found = [
            f"{name}: must be {wanted}, was {self.did.get(name)}"
            for name, wanted in self.must().items()
            if self.did.get(name) != wanted
        ]
        return [*found, self.trouble] if self.trouble else found


class TruthFile:
    """JSON lines: one when a shipment is planted, one when its story ended."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)

    def planted(self, story: Story) -> None:
        shipment = story.shipment
        self._write(
            {
                "planted": shipment.plant.name,
                "container_no": shipment.container_no,
                "transport_document": shipment.transport_document,
                "goods": shipment.goods.name,
                "hidden": list(shipment.plant.hidden),
                "tag_id": shipment.tag_id if story.is_sealed else "",
                "seal_no": seal_no_of(shipment) if story.is_sealed else "",
                "destination": story.destination,
                "must": story.must(),
            }
        )

    def ended(self, story: Story) -> None:
        self._write(
            {
                "ended": story.shipment.container_no,
                "declaration_no": story.declaration_no,
                "drawn_by_lot": story.drawn_by_lot,
                "did": story.did,
                "differences": story.differences(),
            }
        )

    def _write(self, line: dict[str, Any]) -> None:
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def report(stories: list[Story]) -> str:
    """A table by plant, then every difference by container."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for story in stories:
        rows[story.shipment.plant.name][0] += 1
        rows[story.shipment.plant.name][1] += not story.differences()
    lines = [f"{'planted':<40} {'boxes':>6} {'as it must':>11}"]
    lines += [f"{name:<40} {count:>6} {right:>11}" for name, (count, right) in sorted(rows.items())]
    total, right = len(stories), sum(not story.differences() for story in stories)
    lines.append(f"{'together':<40} {total:>6} {right:>11}")
    for story in stories:
        for difference in story.differences():
            lines.append(f"  {story.shipment.container_no} {story.declaration_no}: {difference}")
    return "\n".join(lines)
