"""Fonts and translations, made from packages on this machine; nothing third-party is committed.

Safe to repeat: what is up to date is left alone. ``--force`` makes everything again.
"""

import hashlib
import json
import logging
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

FONTS = Path(settings.BASE_DIR) / "customs_portal" / "static" / "portal" / "fonts"
RECIPE = 1  # raise it when a font must be made again
LATIN_RANGE = "U+0000-02FF,U+2000-206F,U+20AC,U+2122,U+2190-22FF,U+25A0-25FF"
HAN_RANGE = "U+2E80-9FFF,U+F900-FAFF,U+FE30-FE4F,U+FF00-FFEF,U+3000-303F"
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "zero", "ss03", "cv05"]


class Command(BaseCommand):
    help = "Compile translations and subset the fonts into the portal's static folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="make everything again")
        parser.add_argument("--no-fonts", action="store_true", help="translations only")
        parser.add_argument(
            "--han",
            choices=["auto", "always", "never"],
            default="auto",
            help="the Chinese web font: when this machine has none of its own, always, or never",
        )

    def handle(self, **options: Any) -> None:
        self._translations(force=options["force"])
        if not options["no_fonts"]:
            self._fonts(force=options["force"], han=options["han"])

    def _translations(self, *, force: bool) -> None:
        done = fresh = 0
        for source in catalogues():
            target = source.with_suffix(".mo")
            if not force and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                fresh += 1
                continue
            polib.pofile(str(source)).save_as_mofile(str(target))
            done += 1
        self.stdout.write(f"translations: {done} compiled, {fresh} up to date")

    def _fonts(self, *, force: bool, han: str) -> None:
        FONTS.mkdir(parents=True, exist_ok=True)
        faces = []
        latin = _package_file("fontpkg_inter", "files/Inter[opsz,wght].ttf")
        if latin is None:
            self.stdout.write("fonts: fontpkg-inter is not installed; the system's font serves")
        else:
            made = self._font(
                latin, "inter-latin.woff2", _latin_points(), force, {"opsz": 14, "wght": (400, 700)}
            )
            faces.append(_face("UI Latin", made, LATIN_RANGE))
        chinese = _package_file("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf")
        wanted = han == "always" or (han == "auto" and not _system_has_han())
        if not wanted:
            self.stdout.write("fonts: the system's own Chinese font serves")
        elif chinese is None:
            self.stdout.write(
                "fonts: no Chinese font here; install one (fonts-noto-cjk) or justmytype-intl-cjk"
            )
        else:
            made = self._font(chinese, "noto-sc.woff2", _han_points(), force, {"wght": (400, 700)})
            faces.append(_face("UI Han", made, HAN_RANGE))
        sheet = "/* Made by manage.py build_assets. */\n" + "".join(faces)
        target = FONTS / "fonts.css"
        if not target.exists() or target.read_text() != sheet:
            target.write_text(sheet)

    def _font(
        self, source: Path, name: str, points: set[int], force: bool, axes: dict[str, Any]
    ) -> str:
        target, stamp = FONTS / name, FONTS / f"{name}.json"
        recipe = {
            "recipe": RECIPE,
            "source_bytes": source.stat().st_size,
            "axes": {key: str(value) for key, value in axes.items()},
            "points": hashlib.sha256(repr(sorted(points)).encode()).hexdigest(),
        }
        fresh = target.exists() and stamp.exists() and json.loads(stamp.read_text()) == recipe
        if fresh and not force:
            self.stdout.write(f"fonts: {name} is up to date")
            return name
        _subset(source, target, points, axes)
        stamp.write_text(json.dumps(recipe))
        self.stdout.write(f"fonts: {name} made, {target.stat().st_size // 1024} KB")
        return name


def catalogues() -> list[Path]:
    """Every room's translations; never those of installed packages."""
    rooms = [path.parent for path in Path(settings.BASE_DIR).glob("*/__init__.py")]
    return sorted(source for room in rooms for source in room.glob("**/locale/*/LC_MESSAGES/*.po"))


def _package_file(package: str, path: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    found = Path(next(iter(spec.submodule_search_locations))) / path
    return found if found.exists() else None


def _system_has_han() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    answer = subprocess.run(  # noqa: S603 (fixed words)
        [listing, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False, timeout=30
    )
    return bool(answer.stdout.strip())


def _latin_points() -> set[int]:
    ranges = [(0x20, 0x17F), (0x2000, 0x206F), (0x2190, 0x21FF), (0x25A0, 0x25FF)]
    single = {0x20AC, 0x2122, 0x2212, 0x2260, 0x2264, 0x2265, 0x221E, 0x2248, 0x0394}
    return single | {point for first, last in ranges for point in range(first, last + 1)}


def _han_points() -> set[int]:
    """GB 2312 level 1 with its punctuation, and every character of our own catalogues."""
    level_1 = {
        ord(bytes([high, low]).decode("gb2312", errors="ignore") or " ")
        for high in [0xA1, 0xA3, *range(0xB0, 0xD8)]
        for low in range(0xA1, 0xFF)
    }
    ours = {ord(letter) for source in catalogues() for letter in source.read_text()}
    return {point for point in level_1 | ours if point >= 0x2E80}


def _subset(source: Path, target: Path, points: set[int], axes: dict[str, Any]) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    font = TTFont(source, lazy=True)
    options = Options()
    options.layout_features = FEATURES
    options.notdef_outline = True
    options.drop_tables += ["MVAR"]
    chosen = Subsetter(options)
    chosen.populate(unicodes=points)
    chosen.subset(font)
    font = instantiateVariableFont(font, axes)
    font.flavor = "woff2"
    part = target.with_suffix(".part")
    font.save(part)
    part.replace(target)


def _face(family: str, name: str, span: str) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; src: url("{name}") format("woff2"); '
        f"font-weight: 400 700; font-display: swap; unicode-range: {span}; }}\n"
    )
