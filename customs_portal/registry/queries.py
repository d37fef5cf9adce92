"""Questions about goods, money and places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length, StrIndex
from django.utils.translation import gettext_noop

from customs_portal.kit.errors import Fault
from customs_portal.kit.identifiers import fold
from customs_portal.registry.models import (
    Country,
    Currency,
    CustomsRate,
    HsCode,
    HsWord,
    Place,
    Port,
)

MOST = 50
_WORD = re.compile(r"\w+")
_LONGEST_CODE = 13


class NoRate(Fault):
    """The currency is unknown or has no customs rate on that day."""

    code = "no_customs_rate"
    sentence = gettext_noop("There is no customs exchange rate for this currency on this date.")
    remedy_sentence = gettext_noop("Check the currency and the date.")


@dataclass(frozen=True, kw_only=True)
class HsLine:
    """A line of the nomenclature; ``code`` has 2, 4 or 6 digits."""

    code: str
    description_en: str
    description_zh: str
    chapter: str
    chapter_en: str
    chapter_zh: str


def search_hs(text: str, *, limit: int = 20) -> list[HsLine]:
    """Subheadings whose code begins with ``text``, or that hold all its words in any language.

    A search that finds nothing is tried once more for words that are nearly alike.
    """
    limit = max(1, min(limit, MOST))
    lines = HsCode.objects.filter(level=6)
    code = fold(text).replace(".", "")
    if code.isascii() and code.isdigit():
        if len(code) > _LONGEST_CODE:
            return []
        return _shown(list(lines.filter(code__startswith=code[:6]).order_by("code")[:limit]))
    words = [word for word in _WORD.findall(text.lower()[:100]) if len(word) > 1 or ord(word) > 255]
    if not words:
        return []
    found = _holding(words, limit)
    if not found:
        meant = [_nearest(word) for word in words]
        found = _holding(meant, limit) if all(meant) else []
    return _shown(found)


def _holding(words: list[str], limit: int) -> list[HsCode]:
    """Lines holding every word; earliest place of the first word first."""
    every = Q()
    for word in words:
        every &= Q(words__contains=word)
    return list(
        HsCode.objects.filter(every, level=6)
        .annotate(place=StrIndex("words", Value(words[0])), length=Length("words"))
        .order_by("place", "length", "code")[:limit]
    )


def _nearest(word: str) -> str:
    """The word of the nomenclature that is most like ``word``; empty when none is."""
    near = (
        HsWord.objects.filter(word__trigram_similar=word)
        .annotate(likeness=TrigramSimilarity("word", word))
        .order_by("-likeness", "word")
        .first()
    )
    return near.word if near else ""


def hs_line(code: str) -> HsLine | None:
    """The line of a code of 6 digits or more (the first six count), or None."""
    found = HsCode.objects.filter(code=code[:6]).first() if len(code) >= 6 else None
    return _shown([found])[0] if found else None


def hs_exists(code: str) -> bool:
    return len(code) >= 6 and HsCode.objects.filter(code=code[:6], level=6).exists()


def search_countries(text: str, *, limit: int = 20) -> list[Country]:
    """Countries by code (two or three letters) or any part of a name in either language.

    An exact code stands first, then names that begin with the text.
    """
    text = " ".join(text.split())[:60]
    if not text:
        return []
    exact = Q(code__iexact=text) | Q(alpha3__iexact=text)
    begins = Q(name_en__istartswith=text) | Q(name_zh__startswith=text)
    within = Q(name_en__icontains=text) | Q(name_zh__contains=text)
    rank = Case(When(exact, then=0), When(begins, then=1), default=2)
    found = Country.objects.filter(exact | within).annotate(rank=rank)
    return list(found.order_by("rank", "name_en")[: max(1, min(limit, MOST))])


def countries_of(codes: Iterable[str]) -> list[Country]:
    """Those of these codes that are countries, in one question."""
    return list(Country.objects.filter(code__in=set(codes)))


def country_exists(code: str) -> bool:
    return Country.objects.filter(code=code).exists()


def port_exists(code: str) -> bool:
    return Port.objects.filter(code=code).exists()


def currency_exists(code: str) -> bool:
    return Currency.objects.filter(code=code).exists()


def customs_rate(*, currency: str, on: date) -> Decimal:
    """CNY for one unit on that day. Raises ``NoRate``, never assumes one."""
    rate = (
        CustomsRate.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
        .filter(currency_id=currency)
        .order_by("-valid_from")
        .first()
    )
    if rate is None:
        raise NoRate(field="currency", currency=currency, date=on.isoformat())
    return rate.cny_per_unit


def _shown(lines: list[HsCode]) -> list[HsLine]:
    chapters = HsCode.objects.in_bulk({line.code[:2] for line in lines})
    return [
        HsLine(
            code=line.code,
            description_en=line.description_en,
            description_zh=line.description_zh,
            chapter=line.code[:2],
            chapter_en=chapters[line.code[:2]].description_en,
            chapter_zh=chapters[line.code[:2]].description_zh,
        )
        for line in lines
    ]


def inspection_yards() -> dict[str, str]:
    """Places that take goods which are checked elsewhere in the port: code and name."""
    kinds = [Place.Kind.YARD, Place.Kind.HALL]
    return {
        place.code: place.name for place in Place.objects.filter(kind__in=kinds).order_by("code")
    }
