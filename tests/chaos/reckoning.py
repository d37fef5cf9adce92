"""What must be true of the whole portal after any fault: nothing lost, nothing doubled."""

from tests.chaos.port import Port, Ship

# One fact of each name for these fields of its payload, however often anything was repeated.
ONCE = {
    "clearance.summary-accepted": ("declaration_no",),
    "clearance.released-for-pickup": ("declaration_no", "container_no"),
    "clearance.declaration-completed": ("declaration_no",),
    "clearance.declaration-closed": ("declaration_no",),
    "clearance.declaration-detained": ("declaration_no",),
    "clearance.manifest-accepted": ("vessel", "voyage"),
    "clearance.ship-arrived": ("manifest_no",),
    "clearance.tax-billed": ("declaration_no",),
    "clearance.payment-ordered": ("bill_no",),
    "clearance.tax-paid": ("bill_no",),
    "clearance.gate-pass-approved": ("container_no", "declaration_no"),
    "clearance.passage-decided": ("passage_no",),
    "clearance.container-left-port": ("container_no",),
    "inspection.ordered": ("subject_reference", "container_no"),
    "inspection.concluded": ("order_no",),
    "inspection.image-review-queued": ("scan_no",),
    "inspection.image-review-concluded": ("scan_no",),
    "device.container-at-shipside": ("container_no",),
    "device.container-unread": ("sighting_no",),
    "device.container-imaged": ("scan_no",),
    "device.vehicle-at-gate": ("passage_no",),
    "device.vehicle-weighed": ("passage_no",),
    "device.barrier-moved": ("passage_no", "position"),
    "device.finding-taken": ("order_no",),
}
FACTS = {
    "wall_tally": "kind, reference, at, measure, hit",
    "wall_declarationprogress": (
        "declaration_no, accepted_at, decided_at, held, inspection_at, released_at, detained_at,"
        " closed_at, stage"
    ),
    "wall_waitingtask": "kind, reference, place_code, since, due_at, done_at",
    "wall_devicestate": "device_code, kind, place_code, online, changed_at",
    "wall_vesselcall": "manifest_no, vessel, voyage, place_code, arrived_at",
}
OWED = "SELECT count(*) FROM journal_delivery WHERE delivered_at IS NULL"


def reckon(port: Port, ship: Ship, *, containers: int) -> None:
    port.until(lambda: port.rows(OWED)[0][0] == 0, seconds=180)
    assert_every_filing_exists_once(port, ship, containers)
    assert_nothing_is_told_twice(port)
    assert_money_adds_up(port)
    assert_devices_are_even(port)
    assert_the_wall_is_what_the_journal_says(port)
    assert_the_journal_has_no_gap(port)


def assert_every_filing_exists_once(port: Port, ship: Ship, containers: int) -> None:
    answered = [story["declaration_no"] for story in ship.stories()]
    assert len(answered) == containers and all(answered)
    stored = port.rows(
        "SELECT declaration_no FROM declarations_declaration WHERE transport_document LIKE %s",
        f"HD{ship.voyage}%",
    )
    assert sorted(answered) == sorted(number for (number,) in stored)


def assert_nothing_is_told_twice(port: Port) -> None:
    for name, fields in ONCE.items():
        key = ", ".join(f"payload->>'{field}'" for field in fields)
        twice = port.rows(
            f"SELECT {key}, count(*) FROM journal_journalentry WHERE name = %s"
            f" GROUP BY {key} HAVING count(*) > 1",
            name,
        )
        assert not twice, f"{name} was told more than once: {twice}"
        named = ", ".join(f"'{field}'" for field in fields)
        without = port.rows(
            "SELECT count(*) FROM journal_journalentry"
            f" WHERE name = %s AND NOT payload ?& array[{named}]",
            name,
        )
        assert without == [(0,)], f"{name} does not carry {fields}"


def assert_money_adds_up(port: Port) -> None:
    paid = port.rows(
        "SELECT bill_id, count(*) FROM duties_payment GROUP BY bill_id HAVING count(*) > 1"
    )
    assert not paid, f"bills ordered twice: {paid}"
    waiting = port.rows("SELECT bill_no, state FROM duties_taxbill WHERE state = 'PAYING'")
    assert not waiting
    drifted = port.rows(
        "SELECT g.guarantee_no, g.used_cny FROM duties_guarantee g WHERE g.used_cny <>"
        " (SELECT coalesce(sum(CASE kind WHEN 'RESERVE' THEN amount_cny ELSE -amount_cny END), 0)"
        "  FROM duties_guaranteeentry e WHERE e.guarantee_id = g.id)"
    )
    assert not drifted, f"guarantees differ from their ledgers: {drifted}"


def assert_devices_are_even(port: Port) -> None:
    """Frame by frame: heard once, and every barrier that was told to rise rose once."""
    port.until(
        lambda: (
            not port.count(
                "SELECT count(*) FROM hardware_devicecommand"
                " WHERE done_at IS NULL AND created_at > now() - interval '50 seconds'"
            )
        ),
        seconds=180,
    )
    lonely = port.rows(
        "SELECT p.passage_no FROM gates_passage p WHERE p.state = 'OPENED'"
        " AND p.decided_at < now() - interval '20 seconds'"
    )
    assert not lonely, f"barriers rose and nobody wrote the passage off: {lonely}"


def assert_the_wall_is_what_the_journal_says(port: Port) -> None:
    port.until(lambda: _heard(port), seconds=120)
    before = _facts(port)
    port.manage("rebuild_wall")
    assert _facts(port) == before


def _heard(port: Port) -> bool:
    """The second hearing has reached the end of the journal, which stands still."""
    heard = port.count("SELECT heard FROM wall_hearing WHERE feed = 'port'")
    return heard == port.count("SELECT last FROM journal_feedhead WHERE feed = 'port'")


def _facts(port: Port) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: port.rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        for table, columns in FACTS.items()
    }


def assert_the_journal_has_no_gap(port: Port) -> None:
    count, last, distinct = port.rows(
        "SELECT count(*), max(position), count(DISTINCT position) FROM journal_journalentry"
    )[0]
    assert count == last == distinct
