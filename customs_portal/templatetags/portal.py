"""``{% load portal %}``: glyphs, icons, chips, charts, fields and the formats of the house."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, to_locale

from customs_portal.accounts.doors import may_enter
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.look import charts, fields, glyphs, icons, laws, strings, tones
from customs_portal.registry.law.book import title_of

register = template.Library()
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
DAYS_FROM_HOURS = 72  # clock.mjs has the same


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "search" %}``: a lucide line icon."""
    return icons.icon(str(name), label=str(label))


@register.simple_tag
def severity(name: str, label: str = "") -> SafeString:
    """``{% severity "critical" %}``: critical, major, minor, info, ok, off or maint."""
    return glyphs.glyph(str(name), label=str(label))


@register.filter
def severity_word(name: str) -> str:
    return str(glyphs.WORDS[glyphs.tone_of(name)])


@register.simple_tag
def status_chip(value: Any = "", label: str = "", tone: str = "") -> SafeString:
    """``{% status_chip declaration.state %}``: glyph and word on a tint."""
    tone = glyphs.tone_of(tone or tones.tone_of_state(value))
    return format_html(
        '<span class="chip tone-{}">{}{}</span>',
        tone,
        glyphs.glyph(tone),
        label or tones.word_of_state(value),
    )


@register.simple_tag
def sparkline(values: Sequence[Any], target: Any = None, label: str = "") -> SafeString:
    return charts.sparkline(list(values or []), target=target, label=label)


@register.simple_tag
def line_chart(
    series: Sequence[Any],
    labels: Sequence[str],
    title: str,
    description: str = "",
    twin: str = "folded",
    **size: Any,
) -> SafeString:
    """``series``: ``charts.Series`` or ``{"name": …, "values": […]}``; ``twin``: the figures
    as a table, ``folded`` or ``hidden`` (for screen readers only)."""
    drawn = [one if isinstance(one, charts.Series) else charts.Series(**one) for one in series]
    return charts.line_chart(
        series=drawn, labels=labels, title=title, description=description, **size
    ) + charts.figures(series=drawn, labels=labels, title=title, hidden=twin == "hidden")


@register.simple_tag
def bar_chart(
    values: Sequence[Any], labels: Sequence[str], title: str, description: str = "", **size: Any
) -> SafeString:
    return charts.bar_chart(
        values=values, labels=labels, title=title, description=description, **size
    )


@register.simple_tag
def pips(value: int, of: int = 5, label: str = "") -> SafeString:
    """``{% pips 3 %}``: a level as filled pips with its number beside it."""
    marks = "".join(
        f'<rect class="pip{" on" if n < int(value) else ""}" x="{n * 9 + 0.5}" y="0.5" '
        'width="6" height="13" rx="1"/>'
        for n in range(of)
    )
    return format_html(
        '<span class="pips"><svg viewBox="0 0 {} 14" aria-hidden="true">{}</svg>'
        '<span><span class="visually-hidden">{} </span>{}</span></span>',
        of * 9,
        mark_safe(marks),  # noqa: S308 (numbers only)
        label,
        value,
    )


@register.simple_tag
def percent_bar(used: Any, this: Any = 0) -> SafeString:
    """Two lengths in per cent as SVG attributes, for the guarantee meter."""
    first = min(max(float(used or 0), 0), 100)
    second = min(max(float(this or 0), 0), 100 - first)
    return format_html(
        '<rect class="meter-used" x="0" y="0" width="{}%" height="14"/>'
        '<rect class="meter-this" x="{}%" y="0" width="{}%" height="14"/>'
        '<rect fill="url(#meter-hatch)" x="{}%" y="0" width="{}%" height="14"/>',
        *(f"{number:.2f}" for number in (first, first, second, first, second)),
    )


@register.inclusion_tag("components/field.html")
def field(field: Any = None, **given: Any) -> dict[str, Any]:
    """``{% field form.plate_no unit="kg" %}`` or ``{% field name="x" label="…" %}``."""
    return {"field": field, **given}


@register.simple_tag(takes_context=True)
def field_parts(context: Context) -> fields.FieldParts:
    return fields.field_parts({str(name): value for name, value in context.flatten().items()})


@register.simple_tag(takes_context=True)
def preferences(context: Context) -> dict[str, Any]:
    """Theme, density, shortcuts and language of the visitor."""
    request = context.get("request")
    user = getattr(request, "user", None)
    known = user if isinstance(user, User) else None
    cookies = getattr(request, "COOKIES", {})
    theme = known.theme if known else cookies.get("theme", "light")
    theme = context.get("theme_override") or theme
    return {
        "theme": theme if theme in ("light", "dark") else "light",
        "density": "compact" if cookies.get("density") == "compact" else "comfortable",
        "shortcuts": known.shortcuts_on if known else True,
        "language": "zh-Hans" if str(get_language()).startswith("zh") else "en",
        "user": known,
    }


@register.simple_tag(takes_context=True)
def may_open(context: Context, address: str) -> bool:
    """Whether the reader's duties open the page at this address: no link leads to a shut door."""
    user = getattr(context.get("request"), "user", None)
    return isinstance(user, User) and bool(address) and may_enter(address=address, user=user)


@register.simple_tag(takes_context=True)
def menu_links(context: Context, shell: str) -> list[dict[str, Any]]:
    """The shell's menu as links; the longest address that the page lies under is current."""
    request = context.get("request")
    path = getattr(request, "path", "")
    items = (context.get("menus") or {}).get(shell, [])
    links = [
        {
            "label": item.label,
            "href": reverse(item.url_name),
            "current": "",
            "badge": _waiting(item, request),
            "badge_url": reverse(item.waiting.url_name) if item.waiting else "",
        }
        for item in items
    ]
    under = [
        (len(address), link)
        for item, link in zip(items, links, strict=True)
        for address in (link["href"], *map(reverse, item.leads_to))
        if path.startswith(address)
    ]
    if under:
        _, nearest = max(under, key=lambda one: one[0])
        nearest["current"] = "page" if nearest["href"] == path else "true"
    return links


def _waiting(item: Any, request: Any) -> int | None:
    """What waits for the reader by name behind this entry; None where nothing ever does."""
    user = getattr(request, "user", None)
    if item.waiting is None or user is None or not user.holds(item.waiting.duty):
        return None
    return int(item.waiting.count(user))


@register.simple_tag(takes_context=True)
def sort_link(context: Context, key: str, descending_first: bool = False) -> dict[str, str]:
    """Address and ``aria-sort`` of a column head; ``?sort=key`` or ``?sort=-key``."""
    request = context["request"]
    current = request.GET.get("sort", "") or str(context.get("sort") or "")
    up, down = key, f"-{key}"
    direction = {up: "ascending", down: "descending"}.get(current, "")
    following = up if current == down else down if current == up or descending_first else up
    query = request.GET.copy()
    query["sort"] = following
    query.pop("page", None)
    return {"href": f"?{query.urlencode()}", "direction": direction}


@register.simple_tag(takes_context=True)
def without(context: Context, name: str, value: str = "") -> str:
    """This page's address without one filter; for the token that removes it."""
    query = context["request"].GET.copy()
    kept = [one for one in query.getlist(name) if value and one != value]
    query.setlist(name, kept)
    query.pop("page", None)
    pairs = [(key, one) for key, many in query.lists() for one in many]
    return f"?{urlencode(pairs)}"


@register.simple_tag
def shell_strings() -> dict[str, str]:
    """The words that the scripts of every page need."""
    return strings.for_scripts()


@cache
def _fonts_built() -> bool:
    folder = Path(settings.BASE_DIR) / "customs_portal" / "static" / "portal" / "fonts"
    return (folder / "fonts.css").exists()


@register.simple_tag
def fonts_built() -> bool:
    """Whether ``manage.py build_assets`` has made our own fonts; else the system's serve."""
    return _fonts_built()


@register.filter
def cny(value: Any) -> str:
    """``¥ 82,811.00``; an absent amount is a dash, never a zero."""
    if value in (None, ""):
        return "–"
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"¥\N{NO-BREAK SPACE}{amount:,.2f}"


@register.filter
def grouped(value: Any) -> str:
    """Thousands separated alike in both languages; absent is a dash."""
    if value in (None, ""):
        return "–"
    try:
        return f"{Decimal(str(value)):,}"
    except InvalidOperation:
        return str(value)


@register.filter
def spaced(value: Any) -> str:
    """Long numbers in groups a person can read out: containers 4 6 1, declarations 4 4 1 9."""
    text = str(value or "")
    head, dash, tail = text.partition("-")
    if dash and len(head) == 18 and head.isdigit():
        return f"{spaced(head)}-{tail}"
    if len(text) == 11 and text[:4].isalpha() and text[4:].isdigit():
        return f"{text[:4]} {text[4:10]} {text[10]}"
    if len(text) == 18 and text.isdigit():
        return f"{text[:4]} {text[4:8]} {text[8]} {text[9:]}"
    if len(text) == 18:
        return f"{text[:2]} {text[2:8]} {text[8:17]} {text[17]}"
    if len(text) > 11 and text.isdigit():
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
    return text


@register.filter
def local_time(value: datetime | None, shape: str = "day") -> str:
    """``day``: 21 Nov 14:36 · ``full``: 21 Nov 2026 14:36:08 · ``clock``: 14:36:08 · ``date``."""
    if not value:
        return "–"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    chinese = to_locale(get_language() or "en").startswith("zh")
    english_month = _MONTHS[local.month - 1]
    day = f"{local.month}月{local.day}日" if chinese else f"{local.day} {english_month}"
    date = f"{local:%Y-%m-%d}" if chinese else f"{day} {local.year}"
    if shape == "date" or not isinstance(local, datetime):
        return date
    return {
        "full": f"{date} {local:%H:%M:%S}",
        "clock": f"{local:%H:%M:%S}",
        "minute": f"{local:%H:%M}",
    }.get(shape, f"{day} {local:%H:%M}")


@register.filter
def ago(value: datetime | None) -> str:
    """How long ago, in the largest unit that is not zero."""
    if not value:
        return "–"
    seconds = max(int((clock.now() - value).total_seconds()), 0)
    if seconds < 60:
        return gettext("just now")
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if hours == 0:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if days == 0:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


@register.filter
def age(value: datetime | None) -> str:
    """``06:15`` or ``2:06:15``: how long something has lasted; clock.mjs counts it up."""
    if not value:
        return "–"
    return _lasting(max(int((clock.now() - value).total_seconds()), 0))


@register.filter
def left(value: datetime | None) -> str:
    """``06:40`` to go, ``−04:12`` overdue; clock.mjs counts it down."""
    if not value:
        return "–"
    seconds = int((value - clock.now()).total_seconds())
    return f"−{_lasting(-seconds)}" if seconds < 0 else _lasting(seconds)


def _lasting(seconds: int) -> str:
    """From three days on nobody counts seconds: ``14 days``."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours >= DAYS_FROM_HOURS:
        return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": f"{hours // 24:,}"}
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


@register.filter
def law_title(key: str) -> str:
    """``{{ one.law|law_title }}``: what a rule of the law pack is called."""
    return title_of(key)


@register.filter
def people(usernames: Any, names: Any) -> str:
    """``{{ row.crew|people:names }}``: what one or several people are called, in a row."""
    several = [usernames] if isinstance(usernames, str) else list(usernames or ())
    return _in_a_row([(names or {}).get(one, one) for one in several])


@register.filter
def people_known_as(usernames: Any, names: Any) -> str:
    """Like ``people``, with the user names that a draw was computed over."""
    known = names or {}
    return _in_a_row([f"{known[one]} ({one})" if one in known else one for one in usernames or ()])


def _in_a_row(words: list[str]) -> str:
    chinese = to_locale(get_language() or "en").startswith("zh")
    return ("、" if chinese else ", ").join(words)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``{{ row|get:column.key }}``: an entry of a mapping or an attribute."""
    if isinstance(mapping, dict):
        return mapping.get(key, "")
    return getattr(mapping, str(key), "")


UNITS = {
    "kg": "kilograms",
    "pieces": "pieces",
    "litres": "litres",
    "metres": "metres",
    "sets": "sets",
    "pairs": "pairs",
    "cartons": "cartons",
    "piece": "pieces",
    "litre": "litres",
    "set": "sets",
}


@register.filter
def unit_word(code: str) -> str:
    """``{{ item.unit|unit_word }}``: a unit of quantity in the reader's language."""
    return gettext(UNITS[code]) if code in UNITS else code


@register.filter
def source_zh(source: str) -> str:
    """``{{ rule.source|source_zh }}``: the law's Chinese name for Chinese readers, else empty."""
    return laws.chinese_source(source) if (get_language() or "").startswith("zh") else ""
