"""The scan package: pictures, what they mean, and the radiation counts taken with them.

One zip file. ``manifest.json`` is UTF-8 JSON and names every other part with its SHA-256; a part it
does not name, a name with a path, a locked or doubled part is refused. Described for makers of
scanners in ``README.md`` of this room. Reading runs confined.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from inspection.scans.rules.limits import MOST_BYTES, Unreadable, check_size
from inspection.scans.rules.planes import Plane, Reading
from inspection.scans.rules.rasters import PNG, read_png

FORMAT, VERSION = "scan-package", 1
MANIFEST, RADIATION = "manifest.json", "radiation.json"
PLANES = (
    "low", "high", "transmission", "zeff", "grey", "red", "green", "blue", "volume", "third",
)  # fmt: skip
MOST_PARTS = 64
MOST_MANIFEST = 1 << 20
MOST_COUNTS = 200_000


def write_package(
    *,
    planes: Sequence[Plane],
    facts: Mapping[str, Any],
    radiation: Mapping[str, Any] | None = None,
) -> bytes:
    """``facts``: subject, device, taken_at, energies_kev, geometry, spacing_mm."""
    parts: dict[str, bytes] = {}
    images = []
    for plane in planes:
        if plane.values.ndim == 3:
            name, body = f"{plane.name}.u16", plane.values.astype("<u2").tobytes()
        else:
            name, body = f"{plane.name}.png", cv2.imencode(".png", plane.values)[1].tobytes()
        parts[name] = body
        images.append(
            {
                "file": name,
                "plane": plane.name,
                "shape": list(plane.values.shape),
                "bits": plane.bits,
                "scale": plane.scale,
                "offset": plane.offset,
                "sha256": hashlib.sha256(body).hexdigest(),
            }
        )
    manifest: dict[str, Any] = {"format": FORMAT, "version": VERSION, **facts, "images": images}
    if radiation is not None:
        body = json.dumps(radiation, ensure_ascii=False).encode()
        parts[RADIATION] = body
        manifest["radiation"] = {"file": RADIATION, "sha256": hashlib.sha256(body).hexdigest()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        said = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        archive.writestr(MANIFEST, said, zipfile.ZIP_DEFLATED)
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def read_package(data: bytes) -> Reading:
    parts = _parts(data)
    if MANIFEST not in parts:
        raise Unreadable("no_manifest", MANIFEST)
    manifest = _json(parts.pop(MANIFEST), MANIFEST)
    if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise Unreadable("package_version", "format", found=manifest.get("version"))
    images = manifest.get("images")
    if not isinstance(images, list) or not images or not all(isinstance(x, dict) for x in images):
        raise Unreadable("manifest", "images")
    planes = tuple(_plane(one, parts) for one in images)
    if len({one.name for one in planes}) != len(planes):
        raise Unreadable("manifest", "images")
    facts = {key: manifest[key] for key in _FACTS if key in manifest}
    _check_facts(facts)
    if "radiation" in manifest:
        facts["radiation"] = _radiation(_named(manifest["radiation"], parts))
    if parts:
        raise Unreadable("unlisted_part", next(iter(parts))[:60])
    flat = [one.values.shape for one in planes if one.values.ndim == 2]
    if len(set(flat)) > 1:
        raise Unreadable("contradictory_size", "images", one=flat[0], other=flat[1])
    return Reading(form="package", planes=planes, facts=facts)


_FACTS = ("subject", "device", "taken_at", "energies_kev", "geometry", "spacing_mm")


def _parts(data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_PARTS:
                raise Unreadable("too_many_parts", count=len(listed))
            left = MOST_BYTES
            for part in listed:
                name = part.filename
                if "/" in name or "\\" in name or name.startswith(".") or "\0" in name:
                    raise Unreadable("path_in_name", name[:60])
                if name in found:
                    raise Unreadable("double_part", name[:60])
                if part.flag_bits & 1:
                    raise Unreadable("locked", name[:60])
                if part.file_size > left:
                    raise Unreadable("bomb", name[:60])
                with archive.open(part) as file:
                    body = file.read(left + 1)
                if len(body) > left:
                    raise Unreadable("bomb", name[:60])
                found[name] = body
                left -= len(body)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # the library fails in many ways on what is not whole
        raise Unreadable("damaged") from error
    return found


def _json(body: bytes, field: str) -> dict[str, Any]:
    if len(body) > MOST_MANIFEST:
        raise Unreadable("too_big", field)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8", field) from error
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not_json", field) from error
    if not isinstance(found, dict):
        raise Unreadable("not_json", field)
    if "\\u0000" in text or "\\ud8" in text.lower():
        raise Unreadable("not_utf8", field)
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _named(entry: Any, parts: dict[str, bytes]) -> bytes:
    """The part that the manifest names; it is used up by that."""
    name = str(entry.get("file", "")) if isinstance(entry, dict) else ""
    if name not in parts:
        raise Unreadable("missing_part", name[:60] or "file")
    body = parts.pop(name)
    if hashlib.sha256(body).hexdigest() != str(entry.get("sha256", "")).lower():
        raise Unreadable("wrong_hash", name[:60])
    return body


def _plane(entry: dict[str, Any], parts: dict[str, bytes]) -> Plane:
    name = entry.get("plane")
    if name not in PLANES:
        raise Unreadable("plane_name", "plane", found=name)
    body = _named(entry, parts)
    try:
        shape = tuple(int(one) for one in entry["shape"])
        bits, scale = int(entry.get("bits", 16)), float(entry.get("scale", 1))
        offset = float(entry.get("offset", 0))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable("manifest", str(name)) from error
    if not np.isfinite([scale, offset]).all() or not 1 <= bits <= 16:
        raise Unreadable("manifest", str(name))
    if len(shape) not in (2, 3):
        raise Unreadable("manifest", str(name))
    check_size(columns=shape[-1], rows=shape[-2], frames=shape[0] if len(shape) == 3 else 1)
    if body.startswith(PNG):
        read = read_png(body, packed=False).planes
        if len(read) != 1:
            raise Unreadable("wrong_pixels", str(name), found="colour")
        values = read[0].values
    else:
        if len(body) != 2 * int(np.prod(shape, dtype=np.int64)):
            raise Unreadable("contradictory_size", str(name), one=len(body), other=shape)
        values = np.frombuffer(body, "<u2").reshape(shape).astype(np.uint16)
    if values.shape != shape:
        raise Unreadable("contradictory_size", str(name), one=values.shape, other=shape)
    return Plane(name=str(name), values=values, bits=bits, scale=scale, offset=offset)


def _check_facts(facts: dict[str, Any]) -> None:
    for key, kind in (("subject", dict), ("device", dict), ("taken_at", str), ("geometry", str)):
        if key in facts and not isinstance(facts[key], kind):
            raise Unreadable("manifest", key)
    for key in ("energies_kev", "spacing_mm"):
        row = facts.get(key, [])
        whole = isinstance(row, list) and len(row) <= 8
        if not whole or not all(
            isinstance(one, int | float) and not isinstance(one, bool) and 0 < one < 100_000
            for one in row
        ):
            raise Unreadable("manifest", key)
    for key in ("subject", "device"):
        for name, value in facts.get(key, {}).items():
            if not isinstance(value, str) or len(value) > 80 or len(name) > 40:
                raise Unreadable("manifest", key)


def _radiation(body: bytes) -> dict[str, Any]:
    """Counts over time: ``interval_ms``, ``gamma`` and, where there is one, ``neutron``."""
    found = _json(body, RADIATION)
    interval = found.get("interval_ms")
    if not isinstance(interval, int) or isinstance(interval, bool) or not 1 <= interval <= 60_000:
        raise Unreadable("radiation", "interval_ms")
    rows: dict[str, Any] = {"interval_ms": interval}
    for name in ("gamma", "neutron"):
        counts = found.get(name, [])
        if not isinstance(counts, list) or len(counts) > MOST_COUNTS:
            raise Unreadable("radiation", name)
        if not all(type(one) is int and 0 <= one < 1 << 31 for one in counts):
            raise Unreadable("radiation", name)
        rows[name] = counts
    if not rows["gamma"]:
        raise Unreadable("radiation", "gamma")
    for name in ("detector", "started_at"):
        rows[name] = str(found.get(name, ""))[:80]
    return rows
