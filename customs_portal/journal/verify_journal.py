#!/usr/bin/env python3
"""Check an export of the journal against a witness file. Standard library only.

    python3 verify_journal.py EXPORT.jsonl WITNESS.jsonl [WITNESS.jsonl ...] [--public-key HEX]

Exit 1 names the first bad row. Merkle trees of RFC 6962, signatures Ed25519 of RFC 8032.
"""

import argparse
import hashlib
import json
import sys
from typing import Any

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def canonical(entry: dict[str, Any]) -> bytes:
    """The bytes that are hashed: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_of(entry: dict[str, Any]) -> bytes:
    return hashlib.sha256(b"\0" + canonical(entry)).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """Merkle tree hash of RFC 6962: split at the largest power of two below the length."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


def head_of(batch: dict[str, Any]) -> bytes:
    """What is signed: the batch with its predecessor's head, without its leaves."""
    names = ("batch_no", "first_position", "last_position", "root", "previous")
    return hashlib.sha256(canonical({name: batch[name] for name in names})).digest()


def _recover_x(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(data: bytes) -> Any:
    number = int.from_bytes(data, "little")
    y = number & (1 << 255) - 1
    x = _recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def _add(a: Any, b: Any) -> Any:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Any) -> Any:
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    key, r = _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    left, right = _times(s, base), _add(r, _times(int.from_bytes(digest, "little") % L, key))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def check_heads(batches: list[dict[str, Any]], public_key: str | None = None) -> str | None:
    """The witness itself: unbroken, each root its leaves', each head signed. Error text or None."""
    previous, expected = "0" * 64, 1
    for number, batch in enumerate(batches, start=1):
        leaves = [bytes.fromhex(leaf) for leaf in batch["leaves"]]
        follows = (batch["batch_no"], batch["first_position"], batch["previous"])
        if (
            follows != (number, expected, previous)
            or len(leaves) != batch["last_position"] - expected + 1
            or root_of(leaves).hex() != batch["root"]
            or head_of(batch).hex() != batch["head"]
        ):
            return f"witness: batch {number} does not follow from the one before it"
        key, head = public_key or batch["public_key"], bytes.fromhex(batch["head"])
        if not signature_holds(bytes.fromhex(key), head, bytes.fromhex(batch["signature"])):
            return f"witness: the signature of batch {number} is wrong"
        previous, expected = batch["head"], batch["last_position"] + 1
    return None


def check_entries(entries: Any, batches: list[dict[str, Any]]) -> tuple[str | None, int]:
    """Compare entries (any iterable, in order) with the sealed leaves. ``(error, rows)``."""
    sealed = (leaf for batch in batches for leaf in batch["leaves"])
    rows, last = 0, dict[str, int]()
    for rows, entry in enumerate(entries, start=1):
        where = f"row {rows} (position {entry.get('position')}, {entry.get('name')})"
        leaf = next(sealed, None)
        if leaf is not None and leaf_of(entry).hex() != leaf:
            return f"{where}: differs from what was sealed", rows
        if entry["position"] != rows or entry["seq"] != last.get(entry["feed"], 0) + 1:
            return f"{where}: the numbering is broken here", rows
        last[entry["feed"]] = entry["seq"]
    if next(sealed, None) is not None:
        return f"row {rows + 1}: missing, the journal was cut here", rows
    return None, rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export")
    parser.add_argument("witness", nargs="+")
    parser.add_argument("--public-key", help="64 hex digits; otherwise the witness's own")
    asked = parser.parse_args()
    for path in asked.witness:
        with (
            open(path, encoding="utf-8") as witness,
            open(asked.export, encoding="utf-8") as export,
        ):
            batches = [json.loads(line) for line in witness]
            error, rows = check_heads(batches, asked.public_key), 0
            if error is None:
                error, rows = check_entries(map(json.loads, export), batches)
        if error is not None:
            print(f"BAD  {path}: {error}")
            return 1
        sealed = batches[-1]["last_position"] if batches else 0
        print(f"GOOD {path}: {sealed} sealed rows unchanged, {rows - sealed} rows not sealed yet")
    return 0


if __name__ == "__main__":
    sys.exit(main())
