"""Severity as shape, word and colour: the shape is ours, the colour comes last."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

WORDS = {
    "critical": _("Critical"),
    "major": _("Major"),
    "minor": _("Minor"),
    "info": _("Information"),
    "ok": _("Normal"),
    "off": _("Offline"),
    "maint": _("Maintenance"),
}
ALIASES = {"offline": "off", "maintenance": "maint", "success": "ok", "none": "off", "": "off"}

_SHAPES = {
    "critical": "M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z",
    "major": "M8 1.2 15.4 14.4H.6z",
    "minor": "M8 .8 15.2 8 8 15.2.8 8z",
    "info": "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    "ok": "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    "off": "M2 2h12v12H2z",
    "maint": "M2 2h12v12H2z",
}
_INNER = {
    "critical": '<path class="sev-knock" d="M8 4.4v4"/>'
    '<circle class="sev-dot" cx="8" cy="11.6" r="1.05"/>',
    "major": '<path class="sev-knock" d="M8 6v4"/>'
    '<circle class="sev-dot" cx="8" cy="12.3" r="1.05"/>',
    "minor": "",
    "info": '<path class="sev-knock" d="M8 7.4v4"/>'
    '<circle class="sev-dot" cx="8" cy="4.6" r="1.1"/>',
    "ok": '<path class="sev-knock" d="m4.8 8.2 2.2 2.3 4.2-4.6"/>',
    "off": '<path class="sev-cross" d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6"/>',
    "maint": '<path class="sev-cross" d="M5 8h6M8 5v6"/>',
}


def tone_of(name: str) -> str:
    """The severity that ``name`` means; an unknown word is information, never an error."""
    name = str(name or "").lower()
    name = ALIASES.get(name, name)
    return name if name in _SHAPES else "info"


def spoken(label: str) -> SafeString:
    """What a drawing tells a screen reader: its ``label``, or nothing."""
    if label:
        return format_html('role="img" aria-label="{}"', label)
    return mark_safe('aria-hidden="true"')


def glyph(name: str, *, label: str = "") -> SafeString:
    """The glyph as inline SVG: silent without ``label``, an image with a name with it."""
    tone = tone_of(name)
    shape_class = "sev-outline" if tone in {"off", "maint"} else "sev-shape"
    return format_html(
        '<svg class="sev sev-{}" viewBox="0 0 16 16" {}><path class="{}" d="{}"/>{}</svg>',
        tone,
        spoken(label),
        shape_class,
        _SHAPES[tone],
        mark_safe(_INNER[tone]),  # noqa: S308 (our own drawing)
    )
