"""A message written again from its fields, from what was kept, and from its layout."""

import hashlib

from lxml import etree

from clearance.messages.facts import Mapped, Node, Where


def write_message(mapped: Mapped) -> bytes:
    """UTF-8 XML. Every value comes from ``fields`` or ``kept``, none from the message received."""
    out: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    for position, node in enumerate(mapped.layout):
        if position:
            out.append("\n")
        _write(node, mapped, out)
    return "".join(out).encode()


def _write(node: Node, mapped: Mapped, out: list[str]) -> None:
    if node.kind == "comment":
        out.append(f"<!--{node.name}-->")
    elif node.kind == "instruction":
        out.append(f"<?{node.name}?>")
    else:
        out.append(f"<{node.name}")
        for prefix, uri in node.namespaces:
            out.append(f' {"xmlns:" + prefix if prefix else "xmlns"}="{_quoted(uri)}"')
        for name, where in node.attributes:
            out.append(f' {name}="{_quoted(_value(where, mapped))}"')
        out.append(">" + _escaped(node.lead))
        if node.text is not None:
            out.append(_escaped(_value(node.text, mapped)))
        out.append(_escaped(node.trail))
        for child in node.children:
            _write(child, mapped, out)
        out.append(f"</{node.name}>")
    after = _value(node.after, mapped) if isinstance(node.after, Where) else node.after
    out.append(_escaped(after))


def _value(where: Where, mapped: Mapped) -> str:
    return mapped.fields[where.key] if where.is_field else mapped.kept[where.key]


def _escaped(text: str) -> str:
    if not text:
        return ""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def _quoted(text: str) -> str:
    text = _escaped(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def canonical(root: etree._Element) -> bytes:
    """Canonical XML 1.0 with comments; 2.0 where namespaces are no addresses, as 1.0 asks."""
    try:
        return etree.tostring(root.getroottree(), method="c14n", with_comments=True)
    except etree.C14NError:
        return etree.tostring(root.getroottree(), method="c14n2", with_comments=True)


def digest(canonical_xml: bytes) -> str:
    return hashlib.sha256(canonical_xml).hexdigest()
