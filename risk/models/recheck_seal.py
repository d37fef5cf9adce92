"""Whether an export of a day's scores is whole, and signed: asked by ``recheck_scores.py``.

Python and its library alone. ``export.json`` names every file with its SHA-256 and is signed by
the house (Ed25519, RFC 8032); ``rows.txt`` names every row with the SHA-256 of its line. Law packs,
books and models are named by digests that are taken again over what they hold.
"""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


class Looked:
    """What was seen: lines to say, what is wrong, and whether it can be judged at all."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.faults: list[str] = []
        self.unreadable = False


def looked(folder: Path, *, public_key: str = "") -> Looked:
    found = Looked()
    try:
        export = json.loads((folder / "export.json").read_bytes())
        signed = {name: value for name, value in export.items() if name != "signature"}
        key = public_key or export["public_key"]
        message, signature = canonical(signed), bytes.fromhex(export["signature"])
        if not signature_holds(bytes.fromhex(key), message, signature):
            found.faults.append("export.json: not signed with this key")
        found.said.append(f"export {hashlib.sha256(message).hexdigest()}, key {key}")
        _files(folder, export["files"], found)
        _rows(folder, export["rows"], found)
        for path in folder.glob("*-*"):
            if told := _content(path):
                found.faults.append(f"{path.name}: {told}")
        _law(folder, found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        found.faults.append(f"the export cannot be read: {error}")
        found.unreadable = True
    return found


def _files(folder: Path, named: dict[str, str], found: Looked) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(named.keys() | there - {"export.json"}):
        if name not in there:
            found.faults.append(f"{name}: missing")
        elif name not in named:
            found.faults.append(f"{name}: is no part of the export")
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != named[name]:
            found.faults.append(f"{name}: was altered")


def _rows(folder: Path, count: int, found: Looked) -> None:
    """Which rows are altered, missing, added or elsewhere than they were."""
    named = [line.split() for line in (folder / "rows.txt").read_text("utf-8").splitlines()]
    lines = (folder / "scores.jsonl").read_bytes().splitlines()
    there = {json.loads(line)["assessment_no"]: hashlib.sha256(line).hexdigest() for line in lines}
    for number, digest in named:
        if number not in there:
            found.faults.append(f"row {number}: missing")
        elif there[number] != digest:
            found.faults.append(f"row {number}: was altered")
    for number in sorted(there.keys() - {number for number, _ in named}):
        found.faults.append(f"row {number}: was not exported")
    if not len(named) == len(lines) == count:
        found.faults.append(f"rows: {count} exported, {len(named)} named, {len(lines)} there")
    elif [number for number, _ in named] != list(there):
        found.faults.append("rows: stand in another order")


def _content(path: Path) -> str:
    """Whether a book, a model or a law pack is what its digest says."""
    kind, _, rest = path.name.partition("-")
    digest = rest.partition(".")[0]
    if kind == "book" and path.suffix == ".json":
        rules = [
            hashlib.sha256(canonical(one)).hexdigest() for one in json.loads(path.read_bytes())
        ]
        again = hashlib.sha256("\n".join(sorted(rules)).encode()).hexdigest()
    elif kind == "model" and path.suffix == ".json":
        held = {
            name: one for name, one in json.loads(path.read_bytes()).items() if name != "digest"
        }
        onnx = path.with_suffix(".onnx").read_bytes()
        again = hashlib.sha256(canonical(held) + onnx).hexdigest()
    elif kind == "law" and path.is_dir():
        whole = hashlib.sha256()
        for file in sorted(path.glob("*.toml")):
            whole.update(file.name.encode() + b"\0" + file.read_bytes())
        again = whole.hexdigest()
    else:
        return ""
    return "" if again == digest else "is not what its digest says"


def _law(folder: Path, found: Looked) -> None:
    """Whether each row was judged by the values that its law pack has for its day."""
    packs: dict[str, dict[str, Any]] = {}
    unknown = 0
    for line in (folder / "scores.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        path = folder / f"law-{row['law_digest']}"
        if not path.is_dir():
            unknown += 1
            continue
        if path.name not in packs:
            files = sorted(path.glob("*.toml"))
            packs[path.name] = {
                key: entries for file in files
                for key, entries in tomllib.loads(file.read_text("utf-8")).items()
            }  # fmt: skip
        for key, value in row["law"].items():
            if again(packs[path.name], key, row["facts"]["on"]) != value:
                found.faults.append(f"row {row['assessment_no']}: {key} is not the law of its day")
    if unknown:
        found.said.append(f"{unknown} rows by a law pack that is not here: its values as stored")


def again(pack: dict[str, Any], key: str, on: str) -> Any:
    for one in pack.get(key, ()):
        ends = one.get("valid_to")
        if one["valid_from"].isoformat() <= on and (ends is None or on < ends.isoformat()):
            return json.loads(json.dumps(one["value"], default=str))
    return None


def canonical(document: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8: the same document is always the same bytes."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    key, r = _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    left, right = _times(s, base), _add(r, _times(int.from_bytes(digest, "little") % L, key))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def _point(data: bytes) -> Any:
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


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
