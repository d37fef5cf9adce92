"""Every value of a message gets its place: a field of ours, or kept under its path."""

from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from clearance.messages.facts import Mapped, Node, Where
from clearance.messages.rules.book import ATTRIBUTES, PREFIXES, ROOTS, Entry, book, join
from clearance.messages.rules.reading import outside

BLANKS = " \t\r\n"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"
UNKNOWN = "unknown"
FURTHER = "further"  # a second declaration in one envelope
AMBIGUOUS_MOST = 50
KINDS = {
    "Envelope": "envelope",
    "Declaration": "declaration",
    "Response": "notification",
    "Submission": "declaration",
    "Retrieval": "retrieval",
    "StatusReport": "retrieval",
    "Movement": "movement",
}
ENVELOPES = {"Envelope", "Submission", "RequestBody", "Retrieval", "StatusReport"}
# What must have been understood before a message is called one of a kind.
PROOF = {
    "declaration": ("function_code", "type_code", "reference", "declaration_no", "item_count"),
    "notification": ("notice.function_code",),
    "movement": (
        "movement.code",
        "movement.declaration_no",
        "movement.reference",
        "movement.ucr",
    ),
    "retrieval": (
        "retrieved[1].summary.declaration_no",
        "retrieved[1].declarations[1].declaration_no",
        "retrieved[1].declarations[1].entry_route",
    ),
}


@dataclass(slots=True)
class _Frame:
    """Where the walk stands: the class it is in, and what it has counted there."""

    class_name: str
    prefix: str
    path: str
    node: Node
    element: etree._Element | None = None
    entry: Entry | None = None
    searching: bool = False
    counted: Counter[str] = field(default_factory=Counter)
    texts: int = 0


class _Walk:
    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.kept: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        self.kinds: list[str] = []
        self.elements = 0

    def at(self, field_name: str, path: str, value: str) -> Where:
        """The value's one place. A field is filled once; a second value is kept by its path."""
        if field_name and field_name not in self.fields:
            self.fields[field_name] = value
            self.paths[field_name] = path
            return Where(True, field_name)
        key, again = path, 1
        while key in self.kept:
            again += 1
            key = f"{path}#{again}"
        self.kept[key] = value
        return Where(False, key)

    def enter(
        self, element: etree._Element, above: _Frame, declared: list[tuple[str, str]]
    ) -> _Frame:
        """The frame of an element, with its name, namespaces, attributes and text placed."""
        self.elements += 1
        tag: str = element.tag  # type: ignore[assignment]
        local = tag[tag.index("}") + 1 :] if tag[0] == "{" else tag
        above.counted[local] += 1
        count = above.counted[local]
        entry = book().get(above.class_name, {}).get(local)
        path = f"{above.path}/{local}" if above.path else local
        if count > 1:
            path = f"{path}[{count}]"
        class_name, prefix, searching = "", "", False
        if entry is not None and (entry.many or count == 1):
            class_name = entry.holds
            prefix = join(above.prefix, entry.field)
            if entry.many:
                prefix = f"{prefix}[{count}]"
        else:
            entry = None
            searching = above.searching or above.class_name in ENVELOPES
            if searching:
                class_name = ROOTS.get(local, "")
                searching = not class_name
                before = sum(kind not in ENVELOPES for kind in self.kinds)
                further = f"{FURTHER}[{before}]" if before and class_name else ""
                prefix = join(further, PREFIXES.get(class_name, ""))
        if class_name in KINDS:
            self.kinds.append(class_name)
        name = f"{element.prefix}:{local}" if element.prefix else local
        node = Node("element", name, tuple(declared))
        is_leaf = entry is not None and not entry.holds
        frame = _Frame(class_name, prefix, path, node, element, entry, searching)
        if element.attrib:
            node.attributes = self._attributes(
                element, frame, understood=bool(class_name or is_leaf)
            )
        self._text(element, frame, field_name=prefix if is_leaf else "")
        above.node.children.append(node)
        return frame

    def _attributes(
        self, element: etree._Element, frame: _Frame, *, understood: bool
    ) -> tuple[tuple[str, Where], ...]:
        found = []
        for position, (key, value) in enumerate(element.attrib.items(), start=1):
            written = local = str(key)
            if key[0] == "{":
                uri, local = key[1:].split("}", 1)
                written = _written(element, uri, local, position)
            named = ATTRIBUTES.get(local, "") if understood else ""
            if named:
                is_leaf = frame.entry is not None and not frame.entry.holds
                prefix = frame.class_name.lower() if frame.class_name in ENVELOPES else frame.prefix
                named = f"{prefix}_{named}" if is_leaf else join(prefix, named)
            found.append((written, self.at(named, f"{frame.path}/@{written}", str(value))))
        return tuple(found)

    def _text(self, element: etree._Element, frame: _Frame, *, field_name: str) -> None:
        text = element.text or ""
        has_children = len(element) > 0
        bare = text.strip(BLANKS)
        node = frame.node
        if not bare and (has_children or (frame.class_name and not field_name)):
            node.lead = text
            return
        if bare:
            begins = text.index(bare)
            node.lead, node.trail = text[:begins], text[begins + len(bare) :]
        else:
            node.lead = text
        place = frame.path if not has_children and not frame.class_name else f"{frame.path}/text()"
        node.text = self.at(field_name, place, bare)

    def beside(self, node: etree._Element, above: _Frame) -> None:
        """A comment or an instruction: part of the layout, and what follows it."""
        above.node.children.append(_as_written(node))
        self.tail(node, above, above.node.children[-1])

    def tail(self, element: etree._Element, above: _Frame, node: Node) -> None:
        text = element.tail or ""
        if text.strip(BLANKS):
            above.texts += 1
            place = f"{above.path}/text()[{above.texts + 1}]"
            node.after = self.at("", place, text)
        else:
            node.after = text


def _written(element: etree._Element, uri: str, local: str, position: int) -> str:
    """An attribute's name with its prefix; where several prefixes fit, the one that was used."""
    prefixes = [one for one, other in element.nsmap.items() if other == uri and one]
    if uri == XML_SPACE[1:-1]:
        prefixes = ["xml"]
    if len(prefixes) != 1 and len(element.attrib) <= AMBIGUOUS_MOST:
        return str(element.xpath(f"name(@*[{position}])"))
    return f"{prefixes[0]}:{local}" if prefixes else local


def map_tree(root: etree._Element) -> Mapped:
    """The message with all its values placed."""
    walk = _Walk()
    top = _Frame("", "", "", Node("document", ""), searching=True)
    stack = [top]
    declared: list[tuple[str, str]] = []
    before = [_as_written(node) for first, node in outside(root) if first]
    for event, what in etree.iterwalk(root, events=("start-ns", "start", "end", "comment", "pi")):
        if event == "start-ns":
            declared.append(what)
        elif event == "start":
            stack.append(walk.enter(what, stack[-1], declared))
            declared = []
        elif event == "end":
            ended = stack.pop()
            if len(stack) > 1:
                walk.tail(what, stack[-1], ended.node)
        elif len(stack) > 1:
            walk.beside(what, stack[-1])
    after = [_as_written(node) for first, node in outside(root) if not first]
    return Mapped(
        kind=_kind(walk),
        root=top.node.children[0].name,
        fields=walk.fields,
        kept=walk.kept,
        paths=walk.paths,
        layout=[*before, *top.node.children, *after],
        elements=walk.elements,
    )


def _kind(walk: _Walk) -> str:
    """The innermost kind whose proof was found; an envelope alone says nothing."""
    kinds = [KINDS[one] for one in walk.kinds]
    for kind in ("retrieval", "movement", "notification", "declaration"):
        if kind in kinds and any(walk.fields.get(name) for name in PROOF[kind]):
            return kind
    return UNKNOWN


def _as_written(node: etree._Element) -> Node:
    if node.tag is etree.PI:
        words = f"{node.target} {node.text}" if node.text else str(node.target)
        return Node("instruction", words)
    return Node("comment", node.text or "")
