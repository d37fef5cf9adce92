"""Line icons of the lucide set, drawn into the page so that they follow the text colour."""

from functools import cache
from importlib.resources import files
from zipfile import ZipFile

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from customs_portal.look import glyphs


@cache
def _drawing(name: str) -> str:
    """The inner shapes of one icon; an unknown name raises, so that a typo is seen at once."""
    with files("lucide").joinpath("lucide.zip").open("rb") as packed, ZipFile(packed) as archive:
        source = archive.read(f"{name}.svg").decode()
    inner = source.split(">", 1)[1].rsplit("</svg>", 1)[0]
    return "".join(line.strip() for line in inner.splitlines())


def icon(name: str, *, label: str = "") -> SafeString:
    """An icon; silent for screen readers unless it has a ``label``."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        glyphs.spoken(label),
        mark_safe(_drawing(name)),  # noqa: S308 (drawings of the package)
    )
