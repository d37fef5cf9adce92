"""What a lane controller remembers, on its own disk: keys, tokens, and what it decided.

An append-only file of JSON lines. A decision is on the disk before the barrier is told, so a
controller that loses its power in that moment opens once at most for a token.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hardware_adapters.facts import ReleaseToken, TokenFault, read_token

FILE = "lane-controller.jsonl"


@dataclass
class Stock:
    """``tokens`` maps a pass to its text; ``spent`` are passes that open nothing any more."""

    keys: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    untold: dict[str, dict[str, Any]] = field(default_factory=dict)

    def public_keys(self) -> list[Ed25519PublicKey]:
        return [Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) for key in self.keys]


class TokensHeld:
    """``TokensHeld(folder)`` picks up where the last process stopped."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        self.stock = Stock()
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                self._replay(line)
        self._rewrite()
        self.file = self.path.open("a", encoding="utf-8")

    def close(self) -> None:
        self.file.close()

    def trust(self, keys: list[str]) -> None:
        self._do({"trust": keys})

    def replace(self, texts: list[str], *, first: bool) -> None:
        """A part of the whole stock; the first part forgets what was held, not what is spent."""
        self._do({"tokens": texts, "first": first})

    def hold(self, text: str) -> None:
        self._do({"tokens": [text], "first": False})

    def drop(self, pass_no: str) -> None:
        self._do({"drop": pass_no})

    def decided(self, decision: dict[str, Any], *, pass_no: str) -> None:
        """Durable before it returns; an opened pass is spent with the same line."""
        self._do({"decided": decision, "spent": pass_no}, durable=True)

    def told(self, passage_no: str) -> None:
        self._do({"told": passage_no})

    def find(self, *, plate_no: str, container_no: str) -> str:
        """The text of the token for this vehicle, by its box or else by its plate."""
        for token_text in self.stock.tokens.values():
            parts = token_text.split("|")
            if container_no and parts[3] == container_no:
                return token_text
        for token_text in self.stock.tokens.values():
            parts = token_text.split("|")
            if not container_no and parts[2] == plate_no and not parts[3]:
                return token_text
        return ""

    def read(self, text: str) -> ReleaseToken | None:
        try:
            return read_token(text, keys=self.stock.public_keys())
        except TokenFault:
            return None

    def _do(self, change: dict[str, Any], *, durable: bool = False) -> None:
        self.file.write(json.dumps(change, ensure_ascii=False) + "\n")
        self.file.flush()
        if durable:
            os.fsync(self.file.fileno())
        self._apply(change)

    def _replay(self, line: str) -> None:
        try:
            self._apply(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return  # the last line of a process that lost its power

    def _apply(self, change: dict[str, Any]) -> None:
        stock = self.stock
        if "trust" in change:
            stock.keys = list(change["trust"])
        elif "tokens" in change:
            if change["first"]:
                stock.tokens.clear()
            stock.tokens |= {text.split("|")[1]: text for text in change["tokens"]}
        elif "drop" in change:
            stock.tokens.pop(change["drop"], None)
        elif "decided" in change:
            stock.untold[change["decided"]["passage_no"]] = change["decided"]
            if change["spent"]:
                stock.spent.add(change["spent"])
        elif "told" in change:
            stock.untold.pop(change["told"], None)
        elif "spent" in change:
            stock.spent.update(change["spent"])

    def _rewrite(self) -> None:
        """Start with a short file; replaced as a whole, so a cut leaves the old one."""
        stock = self.stock
        lines: list[dict[str, Any]] = [
            {"trust": stock.keys},
            {"tokens": list(stock.tokens.values()), "first": True},
            {"spent": sorted(stock.spent)},
            *({"decided": one, "spent": ""} for one in stock.untold.values()),
        ]
        fresh = self.path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
