"""The files that the house rules speak about."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = [
    "customs_portal", "clearance", "inspection", "parcels", "passengers", "risk", "dashboards",
    "hardware_adapters",
]  # fmt: skip
SOURCES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)
MIGRATIONS = sorted(
    path
    for room in ROOMS
    for path in (ROOT / room).glob("**/migrations/*.py")
    if path.name != "__init__.py"
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.html"))
CATALOGUES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.po"))
STYLES_AND_SCRIPTS = sorted(
    path
    for room in ROOMS
    for kind in ("*.css", "*.mjs", "*.js")
    for path in (ROOT / room).rglob(kind)
)
# A wing is a Django app inside a room, or a room that is one app by itself.
WINGS = sorted(
    path.parent
    for room in ROOMS
    if room != "customs_portal"
    for path in (ROOT / room).rglob("apps.py")
)


def each(paths):
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]
