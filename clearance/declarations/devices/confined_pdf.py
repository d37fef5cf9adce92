"""Looking into a PDF from outside, in a process of its own (``inside_pdf.py`` beside this file)."""

from dataclasses import dataclass

from customs_portal.confined.alone import ask_alone

WALL_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class PdfLook:
    """``why`` is "" for a document that may be kept, else the name of what was found."""

    pages: int
    why: str


def look_into(data: bytes) -> PdfLook:
    """``why``: not_pdf, encrypted, unreadable, too_much, or the name of an active part."""
    found = ask_alone(
        "clearance.declarations.devices.inside_pdf",
        data=data,
        library="pypdf",
        wall_seconds=WALL_SECONDS,
    )
    try:
        return PdfLook(pages=int(found["pages"]), why=str(found["why"]))
    except (ValueError, KeyError, TypeError):
        return PdfLook(pages=0, why="too_much")  # it died of its limits
