"""Validation against the XSD files of a folder that the operator names.

The files may lie flat or in folders of their own, and may bring several versions of one
namespace: an import is followed by its file name inside the folder and never elsewhere.
"""

import re
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
LARGEST = 20_000_000
MOST_FILES = 500
LONGEST = 200
MOST_DIFFERENCES = 20
_STEP = re.compile(r"(?:[^:]+:)?([^\[:]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One place where the message is not as the schema asks."""

    line: int
    path: str
    text: str


@dataclass(kw_only=True)
class Schemas:
    """The schemas of a folder by target namespace; compiled when first needed."""

    files: dict[str, list[Path]] = field(default_factory=dict)
    begins: set[tuple[str, str]] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)
    imports: dict[str, list[str]] = field(default_factory=dict)
    by_name: dict[str, Path] = field(default_factory=dict)
    compiled: dict[tuple[str, str], list[etree.XMLSchema]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __bool__(self) -> bool:
        return bool(self.files)

    def differences(self, root: etree._Element) -> list[Difference] | None:
        """Where the message differs; none when one schema of its namespace finds it valid.

        Of several schemas that one speaks which follows the message longest.

        In an envelope that no schema knows, the part that one knows is judged. None when there
        is nothing that a schema could judge. A message whose names are in no namespace is judged
        as if they were in those of the schemas.
        """
        part = next((one for one in root.iter(etree.Element) if _name(one) in self.begins), None)
        if part is None:
            part = root = self._qualified(root)
        if part is None or root is None:
            return None
        tree = root.getroottree() if part is root else etree.ElementTree(deepcopy(part))
        inner = next((_name(one)[0] for one in part.iter(etree.Element) if _is_part(one)), "")
        best: list[etree._LogEntry] | None = None
        with self.lock:
            fitting = self._schemas(_name(part)[0], inner)
            for position, schema in enumerate(fitting):
                if schema.validate(tree):
                    fitting.insert(0, fitting.pop(position))  # the next message is often alike
                    return []
                said = list(schema.error_log)[:MOST_DIFFERENCES]
                if best is None or (said and said[0].line > best[0].line):
                    best = said
        if best is None:
            return None
        return [
            Difference(
                line=error.line,
                path=_place(part, error.path or ""),
                text=_bare(error.message)[:LONGEST],
            )
            for error in best
        ]

    def _qualified(self, root: etree._Element) -> etree._Element | None:
        """A copy with its names in the namespaces that declare them; None when it has its own."""
        first = self._home(_name(root)[1])
        if _name(root)[0] or not first:
            return None
        copy = deepcopy(root)
        waiting = [(copy, first)]
        while waiting:
            element, namespace = waiting.pop()
            name = _name(element)[1]
            home = self._home(name)
            if home in self.imports.get(namespace, ()) and _is_second(element):
                namespace = home  # the part of another schema follows that of its own name
            elif name not in self.names.get(namespace, ()):
                known = (
                    one
                    for one in self.imports.get(namespace, ())
                    if name in self.names.get(one, ())
                )
                namespace = next(known, home) or namespace
            element.tag = f"{{{namespace}}}{name}"
            waiting += [(child, namespace) for child in element.iterchildren(etree.Element)]
        return copy

    def _home(self, name: str) -> str:
        """The namespace in which a message of that name begins, "" when there is none."""
        return next((uri for uri in self.files if uri and (uri, name) in self.begins), "")

    def _schemas(self, outer: str, inner: str) -> list[etree.XMLSchema]:
        key = (outer, inner)
        if key not in self.compiled:
            self.compiled[key] = list(self._compile(outer, inner))
        return self.compiled[key]

    def _compile(self, outer: str, inner: str) -> Iterator[etree.XMLSchema]:
        """Every pair of an envelope's schema and a declaration's schema that fits together."""
        inside: list[Path | None] = [None]
        if inner != outer and self.files.get(inner):
            inside = list(self.files[inner])
        for first in self.files.get(outer, []):
            for second in inside:
                pairs = [(outer, first), *([(inner, second)] if second else [])]
                imports = "".join(
                    f"<xs:import namespace={quoteattr(uri)} schemaLocation={quoteattr(path.name)}/>"
                    if uri
                    else f"<xs:include schemaLocation={quoteattr(path.name)}/>"
                    for uri, path in pairs
                )
                driver = f'<xs:schema xmlns:xs="{XSD[1:-1]}">{imports}</xs:schema>'
                parser = _parser(self.by_name)
                try:
                    yield etree.XMLSchema(etree.fromstring(driver.encode(), parser))
                except (etree.XMLSchemaParseError, etree.XMLSyntaxError):
                    continue


class _Inside(etree.Resolver):
    """Answers with a file of the folder by its name, and with nothing else."""

    def __init__(self, by_name: dict[str, Path]) -> None:
        self.by_name = by_name

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        path = self.by_name.get((system_url or "").replace("\\", "/").rsplit("/", 1)[-1])
        if path is None:
            return self.resolve_string("<nothing/>", context)  # type: ignore[attr-defined]
        return self.resolve_string(path.read_bytes(), context, base_url=path.name)  # type: ignore[attr-defined]


def _parser(by_name: dict[str, Path]) -> etree.XMLParser:
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
    parser.resolvers.add(_Inside(by_name))
    return parser


@lru_cache(maxsize=8)
def schemas_in(folder: str) -> Schemas:
    """The schemas of a folder, "" or a folder without any: none."""
    found = Schemas()
    if not folder or not Path(folder).is_dir():
        return found
    paths = sorted(Path(folder).rglob("*.xsd"), key=lambda one: (len(one.name), str(one)))
    for path in paths[:MOST_FILES]:
        try:
            if not path.is_file() or path.stat().st_size > LARGEST:
                continue
            root = etree.fromstring(path.read_bytes(), _parser({}))
        except (OSError, etree.XMLSyntaxError, ValueError):
            continue
        if root.tag != f"{XSD}schema":
            continue
        found.by_name.setdefault(path.name, path)
        namespace = root.get("targetNamespace", "")
        found.names.setdefault(namespace, set()).update(
            one.get("name", "") for one in root.iter(f"{XSD}element")
        )
        found.imports.setdefault(namespace, []).extend(
            one.get("namespace", "") for one in root.iter(f"{XSD}import")
        )
        begins = {child.get("name", "") for child in root if child.tag == f"{XSD}element"}
        if found.by_name[path.name] == path and begins:
            found.files.setdefault(namespace, []).append(path)
            found.begins |= {(namespace, name) for name in begins}
    return found


def _name(element: etree._Element) -> tuple[str, str]:
    name = etree.QName(element)
    return str(name.namespace or ""), name.localname


def _is_second(element: etree._Element) -> bool:
    before = element.itersiblings(etree.Element, preceding=True)
    return any(_name(one)[1] == _name(element)[1] for one in before)


def _is_part(element: etree._Element) -> bool:
    return _name(element)[1] in {"Declaration", "Response"}


def _place(part: etree._Element, path: str) -> str:
    """The validator's path in names instead of numbers and prefixes."""
    steps: list[str] = []
    element: etree._Element | None = None
    for step in path.strip("/").split("/"):
        found = _STEP.fullmatch(step)
        if found is None:
            return path
        inside = [part] if element is None else list(element.iterchildren(etree.Element))
        named = [one for one in inside if found[1] in ("*", _name(one)[1])]
        position = int(found[2] or 1) - 1
        if position >= len(named):
            return path
        element = named[position]
        name = _name(element)[1]
        same = [one for one in inside if _name(one)[1] == name]
        steps.append(f"{name}[{same.index(element) + 1}]" if len(same) > 1 else name)
    return "/".join(steps)


def _bare(text: str) -> str:
    """Without namespaces, which make a sentence unreadable."""
    out, depth = [], 0
    for character in text or "":
        if character == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif not depth:
            out.append(character)
    return "".join(out)
