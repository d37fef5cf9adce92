"""Reading XML of strangers: confined, bounded, and refused with the place.

A document type, an entity, a network address or a file is never followed: any document type
ends the reading. Size, depth and number of elements are bounded before anything is mapped.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from lxml import etree

from clearance.messages.facts import Limits
from customs_portal.kit.errors import DomainError

CHUNK = 4096
LONGEST_WORDS = 160
MOST_NAMESPACES = 200
MOST_ATTRIBUTES = 200
LONGEST_NAME = 400  # with its namespace
_XML_BEGINS = re.compile(
    rb"\s*<|\xef\xbb\xbf\s*<|\xff\xfe|\xfe\xff|\x00\x00\xfe\xff|\x00<|<\x00|\x4c\x6f"
)


class MessageNotReadable(DomainError):
    """What came is no XML, or XML that no honest program sends."""

    code = "message_not_readable"
    http_status = 422
    sentence = gettext_noop("The message cannot be read.")
    remedy_sentence = gettext_noop("Correct the place that is named and send the message again.")

    @classmethod
    def at(
        cls, rule: str, message: str, remedy: str, *, line: int = 1, column: int = 1
    ) -> "MessageNotReadable":
        where = _("line %(line)s, column %(column)s") % {"line": line, "column": column}
        return cls(
            f"{message} ({where})",
            field="body",
            rule=rule,
            remedy=remedy,
            line=line,
            column=column,
        )


class _Stop(Exception):
    """The prolog is over."""


def read_tree(data: bytes, *, limits: Limits) -> etree._Element:
    """The root of a well-formed message within the limits. Raises ``MessageNotReadable``."""
    _check_size(data, limits)
    _check_prolog(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=False,
        remove_pis=False,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax(error) from error
    except (ValueError, LookupError) as error:
        raise MessageNotReadable.at(
            "xml.encoding", str(error)[:LONGEST_WORDS], _("Send the message in UTF-8.")
        ) from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.externalDTD is not None:
        raise _document_type(1, 1)
    _check_tree(root, limits)
    return root


def _check_size(data: bytes, limits: Limits) -> None:
    if len(data) > limits.most_bytes:
        raise MessageNotReadable.at(
            "message.too_large",
            _("The message has %(size)s bytes; %(most)s are taken.")
            % {"size": len(data), "most": limits.most_bytes},
            _("Split the message into several."),
        )
    if not data.strip(b"\0 \t\r\n"):
        raise MessageNotReadable.at(
            "message.empty", _("The message is empty."), _("Send the XML of the message.")
        )
    if not _XML_BEGINS.match(data):
        raise MessageNotReadable.at(
            "message.not_xml",
            _("This is no XML: it begins with %(start)s.") % {"start": repr(data[:16])[1:]},
            _("Send the message as XML of the WCO data model."),
        )


def _check_prolog(data: bytes) -> None:
    """Ends at the first element; what this reader cannot decode is left to the next one."""
    parser = expat.ParserCreate()

    def refuse(*_said: object) -> None:
        raise _document_type(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def stop(*_said: object) -> None:
        raise _Stop

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for start in range(0, len(data), CHUNK):
            parser.Parse(data[start : start + CHUNK], False)
    except (_Stop, expat.ExpatError, LookupError, ValueError):
        return


def _document_type(line: int, column: int) -> MessageNotReadable:
    return MessageNotReadable.at(
        "xml.document_type",
        _("The message brings a document type or entities."),
        _("Remove the DOCTYPE; messages are taken without one."),
        line=line,
        column=column,
    )


def _syntax(error: etree.XMLSyntaxError) -> MessageNotReadable:
    line, column = error.position if error.position else (1, 1)
    words = re.sub(r", line \d+, column \d+.*$", "", str(error.msg or error), flags=re.S)
    return MessageNotReadable.at(
        "xml.syntax",
        _("The XML is broken: %(what)s") % {"what": " ".join(words.split())[:LONGEST_WORDS]},
        _("Correct the XML at this place and send the message again."),
        line=line or 1,
        column=max(column or 1, 1),
    )


def _check_tree(root: etree._Element, limits: Limits) -> None:
    """Elements with their attributes, depth, namespaces, and names that no program writes."""
    elements = depth = namespaces = 0
    for event, node in etree.iterwalk(root, events=("start-ns", "start", "end")):
        if event == "end":
            depth -= 1
        elif event == "start-ns":
            namespaces += 1
            if namespaces > MOST_NAMESPACES:
                raise _too_many(root, "xml.namespaces", MOST_NAMESPACES)
        else:
            depth += 1
            attributes = len(node.attrib)
            elements += 1 + attributes
            if depth > limits.deepest:
                raise MessageNotReadable.at(
                    "xml.too_deep",
                    _("Elements are nested more than %(most)s deep.") % {"most": limits.deepest},
                    _("Send a message of the WCO data model, or split it into several."),
                    line=node.sourceline or 1,
                )
            if elements > limits.most_elements:
                raise _too_many(node, "message.too_many_elements", limits.most_elements)
            if attributes > MOST_ATTRIBUTES or len(node.tag) > LONGEST_NAME:
                raise _too_many(node, "xml.element_too_large", MOST_ATTRIBUTES)


def _too_many(node: etree._Element, rule: str, most: int) -> MessageNotReadable:
    return MessageNotReadable.at(
        rule,
        _("There are more elements, attributes or namespaces than the %(most)s that are taken.")
        % {"most": most},
        _("Send a message of the WCO data model, or split it into several."),
        line=node.sourceline or 1,
    )


def outside(root: etree._Element) -> Iterator[tuple[bool, etree._Element]]:
    """Comments and instructions beside the root: whether before it, and the node."""
    for node in reversed(list(root.itersiblings(preceding=True))):
        yield True, node
    for node in root.itersiblings():
        yield False, node
