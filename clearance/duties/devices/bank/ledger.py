"""What the simulated bank remembers: an append-only file, so that killing it loses nothing."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(kw_only=True)
class Order:
    """One payment order and how far the bank has come with it."""

    payment_no: str
    bill_no: str
    amount_cny: str
    account: str
    callback_url: str
    status: str  # what the bank will report: PAID or FAILED
    bank_reference: str
    due_at: float  # when the bank means to report, seconds since 1970
    told: bool = False


class Ledger:
    """Orders by payment number. Each change is one line, flushed to disk before it counts."""

    def __init__(self, path: Path) -> None:
        self.orders: dict[str, Order] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            for line in path.read_text().splitlines():
                self._replay(line)
        self._file = path.open("a")

    def _replay(self, line: str) -> None:
        try:
            order = Order(**json.loads(line))
        except (ValueError, TypeError):
            return  # the half line of a killed process: its order was never acknowledged
        self.orders[order.payment_no] = order

    def put(self, order: Order) -> None:
        self._file.write(json.dumps(asdict(order)) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.orders[order.payment_no] = order

    def untold(self) -> list[Order]:
        return [order for order in self.orders.values() if not order.told]

    def close(self) -> None:
        self._file.close()
