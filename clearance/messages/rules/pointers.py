"""Pointers of the WCO data model: the way to a value as sections, positions and a tag."""

import re
from collections.abc import Iterable

from clearance.messages.facts import Pointer
from clearance.messages.rules.book import ROOTS, book

_STEP = re.compile(r"([^\[]+)(?:\[(\d+)\])?")


def pointers_to(path: str) -> tuple[Pointer, ...]:
    """The pointers for a path as received; as far as the book knows the identifiers."""
    found: list[Pointer] = []
    class_name, begun = "", False
    for step in path.split("/"):
        name, count = _split(step)
        entry = book().get(class_name, {}).get(name)
        if entry is None:
            if begun or name not in ROOTS:
                if begun:
                    break
                continue
            class_name = ROOTS[name]
            if name == "Declaration":
                begun = True
                found.append(Pointer(section="42A"))
            continue
        class_name = entry.holds
        begun = begun or name == "Declaration"
        if not entry.wco:
            if entry.holds in {"", "Moment"}:
                break
            continue
        if entry.holds and entry.holds != "Moment":
            found.append(Pointer(section=entry.wco, position=count if entry.many else None))
        elif found:
            found[-1] = Pointer(
                section=found[-1].section, position=found[-1].position, tag=entry.wco
            )
    return tuple(found)


def place_of(pointers: Iterable[Pointer]) -> str:
    """Where the pointers lead, as a path; a step that the book does not know stands as it is."""
    class_name, path = "Envelope", []
    for pointer in pointers:
        found = next(
            (
                (name, entry)
                for name, entry in book().get(class_name, {}).items()
                if entry.wco == pointer.section and entry.holds
            ),
            None,
        )
        if found is None:
            path.append(pointer.section)
            class_name = ""
        else:
            name, entry = found
            at = f"[{pointer.position}]" if pointer.position is not None else ""
            path.append(f"{name}{at}")
            class_name = entry.holds
        if pointer.tag:
            leaf = next(
                (
                    name
                    for name, entry in book().get(class_name, {}).items()
                    if entry.wco == pointer.tag
                ),
                pointer.tag,
            )
            path.append(leaf)
    return "/".join(path)


def _split(step: str) -> tuple[str, int]:
    found = _STEP.match(step)
    if found is None:
        return step, 1
    return found[1], int(found[2] or 1)
