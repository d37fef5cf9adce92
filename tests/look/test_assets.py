"""Translations are complete, and building the assets twice changes nothing."""

import re

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from customs_portal.management.commands import build_assets

CATALOGUES = build_assets.catalogues()


@pytest.mark.parametrize(
    "path", [pytest.param(p, id=str(p.relative_to(settings.BASE_DIR))) for p in CATALOGUES]
)
def test_every_sentence_has_its_chinese(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize(
    "path", [pytest.param(p, id=str(p.relative_to(settings.BASE_DIR))) for p in CATALOGUES]
)
def test_the_chinese_keeps_every_placeholder(path):
    holes = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    for entry in polib.pofile(str(path)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(holes.findall(text)) == set(
                    holes.findall(entry.msgid_plural or entry.msgid)
                ), entry.msgid


def test_building_the_assets_again_touches_nothing():
    call_command("build_assets", han="auto", verbosity=0)
    fonts = settings.BASE_DIR / "customs_portal" / "static" / "portal" / "fonts"
    made = [*fonts.iterdir(), *(path.with_suffix(".mo") for path in CATALOGUES)]
    before = {path: path.stat().st_mtime_ns for path in made}
    call_command("build_assets", han="auto", verbosity=0)
    assert {path: path.stat().st_mtime_ns for path in made} == before
    assert before
