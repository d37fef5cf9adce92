"""PDF files of every kind, made on the spot."""

import io
from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)


def a_pdf(*, pages: int = 1, change: Callable[[PdfWriter], object] | None = None) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if change is not None:
        change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def opening_with(action: str, **more: str) -> Callable[[PdfWriter], object]:
    """The document does this when it is opened."""

    def change(writer: PdfWriter) -> None:
        act = DictionaryObject({NameObject("/S"): NameObject(f"/{action}")})
        for name, text in more.items():
            act[NameObject(f"/{name}")] = TextStringObject(text)
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(act)

    return change


def hidden_program(writer: PdfWriter) -> None:
    """A program that nothing points to, but that a repaired file would show."""
    act = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
    writer.pages[0][NameObject("/Kept")] = ArrayObject([NumberObject(1), writer._add_object(act)])


def film(writer: PdfWriter) -> None:
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/RichMedia"),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def programmed_form(writer: PdfWriter) -> None:
    stream = StreamObject()
    form = DictionaryObject({NameObject("/XFA"): writer._add_object(stream)})
    writer._root_object[NameObject("/AcroForm")] = writer._add_object(form)
