"""Reading: confined, bounded, refused with the place and the remedy."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.messages.facts import Limits
from clearance.messages.rules.reading import MessageNotReadable, read_tree
from tests.clearance.messages.conftest import BOUNDS
from tests.factories.messages import a_foreign_declaration

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">'.encode()
        for n in range(1, 10)
    )
    + b"]><MetaData>&lol9;</MetaData>"
)


def refused(data, **changes):
    with pytest.raises(MessageNotReadable) as caught:
        read_tree(data, limits=changes.get("limits", BOUNDS))
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        BOMB.replace(b"lol9", b"nothing"),
        BOMB.decode().encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a PUBLIC "-//X//EN" "http://127.0.0.1:1/x.dtd"><a/>',
        b"<!-- first --><?php?><!DOCTYPE a><a/>",
        b"\xef\xbb\xbf<!DOCTYPE a><a/>",
        b'<?xml version="1.0" encoding="gb18030"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<?xml version="1.0" encoding="windows-1252"?><!DOCTYPE a><a/>',
    ],
)
def test_any_document_type_ends_the_reading_at_once(data):
    began = time.monotonic()
    assert refused(data).rule == "xml.document_type"
    assert time.monotonic() - began < 1


def test_a_word_that_only_looks_like_a_document_type_is_read():
    root = read_tree(b"<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE b>]]></a>", limits=BOUNDS)
    assert root.tag == "a"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "message.empty"),
        (b" \r\n\t ", "message.empty"),
        (b"\0\0\0\0", "message.empty"),
        (b"UNB+UNOA:1+X+Y'", "message.not_xml"),
        (b'{"json": true}', "message.not_xml"),
        (b"\x89PNG\r\n\x1a\n", "message.not_xml"),
        (b"PK\x03\x04", "message.not_xml"),
        ("申报".encode("gbk"), "message.not_xml"),
        (b"<a>", "xml.syntax"),
        (b"<a></b>", "xml.syntax"),
        (b"<a/><b/>", "xml.syntax"),
        (b"<a>&unknown;</a>", "xml.syntax"),
        (b"<a>\x01</a>", "xml.syntax"),
        (b"<a><!-- a -- b --></a>", "xml.syntax"),
        (b"<a b='1' b='2'/>", "xml.syntax"),
        (b"<x:a/>", "xml.syntax"),
        (b"<a>\xff\xfe</a>", "xml.syntax"),
        (b"\xff\xfe<\0", "xml.syntax"),
    ],
)
def test_what_is_no_message_is_refused_with_its_rule_place_and_remedy(data, rule):
    refusal = refused(data)
    assert refusal.rule == rule
    assert refusal.remedy
    assert refusal.details["line"] >= 1
    assert refusal.details["column"] >= 1


def test_the_place_of_a_broken_message_is_named_by_line_and_column():
    refusal = refused(b"<a>\n  <b>\n  <c></d>\n</a>")
    assert refusal.details["line"] == 3
    assert "line 3, column" in refusal.message


def test_an_encoding_that_nobody_knows_is_refused():
    data = b'<?xml version="1.0" encoding="klingon"?><a/>'
    assert refused(data).rule in {"xml.syntax", "xml.encoding"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "gb18030", "iso-8859-1"])
def test_odd_encodings_are_read_when_they_say_what_they_are(encoding):
    text = "<a>\u00e9</a>"
    named = "utf-8" if encoding == "utf-8-sig" else encoding.removesuffix("-le")
    data = f'<?xml version="1.0" encoding="{named}"?>{text}'.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert read_tree(data, limits=BOUNDS).text == "\u00e9"


def test_more_bytes_elements_or_depth_than_the_law_allows_are_refused():
    small = Limits(most_bytes=1000, most_elements=10, deepest=5)
    assert refused(b"<a>" + b"x" * 1000 + b"</a>", limits=small).rule == "message.too_large"
    assert (
        refused(b"<a>" + b"<b/>" * 10 + b"</a>", limits=small).rule == "message.too_many_elements"
    )
    assert refused(b"<a>" * 6 + b"</a>" * 6, limits=small).rule == "xml.too_deep"
    assert read_tree(b"<a>" * 5 + b"</a>" * 5, limits=small) is not None


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"<a " + b" ".join(b"b%d='1'" % n for n in range(300)) + b"/>", "xml.element_too_large"),
        (b"<" + b"a" * 500 + b"/>", "xml.element_too_large"),
        (
            b"<a " + b" ".join(b"xmlns:b%d='u:%d'" % (n, n) for n in range(300)) + b"/>",
            "xml.namespaces",
        ),
        (
            b"<a>" + b"".join(b"<b xmlns='u:%d'/>" % n for n in range(300)) + b"</a>",
            "xml.namespaces",
        ),
    ],
)
def test_what_would_take_forever_to_write_again_is_refused(data, rule):
    assert refused(data).rule == rule


def test_a_hundred_thousand_attributes_are_refused_in_a_moment():
    data = b"<a xmlns:p='u:1' " + b" ".join(b"p:b%d='1'" % n for n in range(100_000)) + b"/>"
    began = time.monotonic()
    assert refused(data).rule in {"xml.element_too_large", "xml.syntax"}
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("deep", [300, 100_000])
def test_a_message_nested_without_end_is_refused_and_not_followed(deep):
    assert refused(b"<a>" * deep + b"</a>" * deep).rule in {"xml.syntax", "xml.too_deep"}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(data):
    try:
        read_tree(data, limits=BOUNDS)
    except MessageNotReadable as refusal:
        assert refusal.rule


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10_000), st.binary(max_size=6), st.integers(0, 6))
def test_a_message_damaged_anywhere_is_read_or_refused_with_its_place(at, damage, cut):
    data = a_foreign_declaration(more="<Agent><ID>1</ID></Agent>")
    at %= len(data)
    try:
        read_tree(data[:at] + damage + data[at + cut :], limits=BOUNDS)
    except MessageNotReadable as refusal:
        assert refusal.details["line"] >= 1
