"""Runs alone, never inside the portal: reads a PDF from standard input, prints what is in it.

Before the first byte of the stranger is parsed, every limit is set: memory, processor time, no
written byte, and no further file descriptor, which means neither file nor socket.
"""

import contextlib
import importlib
import io
import json
import pkgutil
import sys

from customs_portal.confined.limits import confine

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 10
MOST_OBJECTS = 100_000
DEEPEST = 60
ACTIVE = {
    "/JavaScript": "javascript",
    "/JS": "javascript",
    "/Launch": "launch",
    "/EmbeddedFile": "embedded_file",
    "/EmbeddedFiles": "embedded_file",
    "/EF": "embedded_file",
    "/RichMedia": "rich_media",
    "/Movie": "rich_media",
    "/Sound": "rich_media",
    "/Screen": "rich_media",
    "/3D": "rich_media",
    "/XFA": "form_program",
    "/SubmitForm": "sends_data",
    "/ImportData": "sends_data",
    "/GoToE": "embedded_file",
    "/AA": "starts_by_itself",
}


class Active(Exception):
    """Something in the document acts by itself."""


def load() -> None:
    """Everything that parsing may import, now: afterwards no file can be opened."""
    package = importlib.import_module("pypdf")
    for one in pkgutil.walk_packages(package.__path__, "pypdf."):
        with contextlib.suppress(ImportError):
            importlib.import_module(one.name)
    for codec in ("latin-1", "ascii", "utf-8", "utf-16", "utf-16-be", "cp1252", "charmap"):
        "a".encode(codec, "ignore")
    writer = package.PdfWriter()
    writer.add_blank_page(10, 10)
    sample = io.BytesIO()
    writer.write(sample)
    look(sample.getvalue())


def look(data: bytes) -> dict[str, object]:
    pypdf = sys.modules["pypdf"]
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        return {"pages": 0, "why": "not_pdf"}
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return {"pages": 0, "why": "encrypted"}
        walk(reader)
        pages = len(reader.pages)
    except Active as found:
        return {"pages": 0, "why": str(found)}
    except (MemoryError, RecursionError):
        return {"pages": 0, "why": "too_much"}
    except Exception:  # whatever a broken document makes the library raise
        return {"pages": 0, "why": "unreadable"}
    return {"pages": pages, "why": "" if pages else "unreadable"}


def walk(reader: object) -> None:
    """Every object of the file, also those that nothing points to."""
    generic = sys.modules["pypdf.generic"]
    numbers = {
        (number, generation)
        for generation, table in reader.xref.items()  # type: ignore[attr-defined]
        for number in table
    }
    numbers |= {(number, 0) for number in reader.xref_objStm}  # type: ignore[attr-defined]
    if len(numbers) > MOST_OBJECTS:
        raise MemoryError
    search(reader.trailer, 0)  # type: ignore[attr-defined]
    for number, generation in sorted(numbers):
        if number == 0:
            continue
        pointer = generic.IndirectObject(number, generation, reader)
        search(pointer.get_object(), 0)


def refuse_action(value: object) -> None:
    """A document may open at a page; every other act of its own is refused."""
    act = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(act, dict):
        search(act, 0)
        if act.get("/S") != "/GoTo":
            raise Active("starts_by_itself")


def search(thing: object, depth: int) -> None:
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(thing, dict):
        for key, value in dict.items(thing):
            name = str(key)
            if name in ACTIVE:
                raise Active(ACTIVE[name])
            if name == "/OpenAction":
                refuse_action(value)
            search(value, depth + 1)
    elif isinstance(thing, list):
        for value in list.__iter__(thing):
            search(value, depth + 1)
    elif isinstance(thing, str) and thing in ACTIVE and type(thing).__name__ == "NameObject":
        raise Active(ACTIVE[str(thing)])


def main() -> None:
    given = sys.stdin.buffer.read()
    load()
    confine(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    sys.stdout.write(json.dumps(look(given)) + "\n")
