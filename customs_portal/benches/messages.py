"""Messages of the WCO data model: read, mapped, judged, written again and compared.

The folder is ``--folder``, else ``messages/wco-dm`` of the data folder that ``PORTAL_SHARED`` names
or that lies beside the repository. Schemas found in the folder are applied as well.
"""

import os
import time
from collections import Counter
from pathlib import Path

from customs_portal.benches import Result
from customs_portal.benches._stack import Stack
from customs_portal.launch.environment import ROOT

PROCESSES: frozenset[str] = frozenset()
ROUNDS = 3
USUAL = Path("data") / "messages" / "wco-dm"


def why_not(folder: str) -> str:
    """One sentence when there is nothing to measure; "" when there is."""
    return "" if _files(_folder(folder)) else f"There are no messages in {_folder(folder)}."


def run(stack: Stack, folder: str = "") -> Result:
    stack.with_django()
    from datetime import UTC, datetime

    from lxml import etree

    from clearance.messages.operations.check_message import check_message, limits_on, schemas_of
    from clearance.messages.rules.reading import MessageNotReadable

    on = datetime.now(tz=UTC).date()
    limits, schemas = limits_on(on=on, at_the_door=False), schemas_of(folder=str(_folder(folder)))
    bodies = [path.read_bytes() for path in _files(_folder(folder))]
    counts: Counter[str] = Counter()
    seconds = bare = float("inf")
    for lap in range(ROUNDS):
        began = time.perf_counter()
        for body in bodies:
            try:
                checked = check_message(data=body, on=on, limits=limits, schemas=schemas)
            except MessageNotReadable:
                continue
            if lap == 0:
                counts.update(
                    read=1,
                    mapped=checked.is_known,
                    round_trip=checked.same_again,
                    valid=checked.schema == (),
                    fields=len(checked.mapped.fields),
                    kept=len(checked.mapped.kept),
                )
        seconds = min(seconds, time.perf_counter() - began)
        began = time.perf_counter()
        for body in bodies:
            try:
                etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
            except etree.XMLSyntaxError:
                continue
        bare = min(bare, time.perf_counter() - began)
    return Result(
        name="messages",
        size={
            "folder": str(_folder(folder)),
            "bytes": sum(map(len, bodies)),
            "schemas": len(schemas.by_name),
            "rounds": ROUNDS,
        },
        figures={
            "files": len(bodies),
            "read": counts["read"],
            "mapped": counts["mapped"],
            "round_trip": counts["round_trip"],
            "valid_by_schema": counts["valid"],
            "values_in_our_fields": counts["fields"],
            "values_kept_as_received": counts["kept"],
            "messages_per_s": round(len(bodies) / seconds, 1),
        },
        reference={"bare_lxml_parse_messages_per_s": round(len(bodies) / bare, 1)},
        goals={"messages_per_s": ">= 50"},
    )


def _folder(named: str) -> Path:
    if named:
        return Path(named)
    return Path(os.environ.get("PORTAL_SHARED") or ROOT.parent / "shared") / USUAL


def _files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() != ".xsd"
    )
