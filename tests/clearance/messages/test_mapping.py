"""Mapping: every value has one place, and the message is written again equal."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from clearance.messages.rules.book import ROOTS, book
from clearance.messages.rules.labels import label_of, labels
from clearance.messages.rules.mapping import map_tree
from clearance.messages.rules.reading import read_tree
from clearance.messages.rules.writing import canonical, write_message
from tests.clearance.messages.conftest import BOUNDS
from tests.factories.messages import a_foreign_declaration, envelope


def mapped(data):
    return map_tree(read_tree(data, limits=BOUNDS))


def written_equal(data):
    root = read_tree(data, limits=BOUNDS)
    again = write_message(map_tree(root))
    return canonical(read_tree(again, limits=BOUNDS)) == canonical(root)


def values_in(root):
    """Every text and attribute of a message, found by another road than the product's."""
    found = []
    for element in root.iter(etree.Element):
        found += [str(one) for one in element.attrib.values() if one.strip(" \t\r\n")]
        texts = [element.text, *(child.tail for child in element)]
        found += [one.strip(" \t\r\n") for one in texts if one and one.strip(" \t\r\n")]
    return sorted(one.strip(" \t\r\n") for one in found)


def values_placed(message):
    every = [*message.fields.values(), *message.kept.values()]
    return sorted(bare for one in every if (bare := one.strip(" \t\r\n")))


def test_every_value_of_a_message_has_one_place():
    data = envelope(
        "<FunctionCode>9</FunctionCode><TypeCode>IMA</TypeCode>"
        "<InvoiceAmount currencyID='GBP' odd='1'>12.50</InvoiceAmount>"
        "<Unheard><Of a='b'>this</Of></Unheard>"
        "<GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>"
        "<Commodity><Description> Shoes </Description></Commodity></GovernmentAgencyGoodsItem>"
        "</GoodsShipment>"
    )
    message = mapped(data)

    assert message.kind == "declaration"
    assert message.fields["invoice_total"] == "12.50"
    assert message.fields["invoice_total_currency"] == "GBP"
    assert message.fields["items[1].name"] == "Shoes"
    assert message.kept == {
        "MetaData/Declaration/InvoiceAmount/@odd": "1",
        "MetaData/Declaration/Unheard/Of/@a": "b",
        "MetaData/Declaration/Unheard/Of": "this",
    }
    assert values_placed(message) == values_in(read_tree(data, limits=BOUNDS))


def test_what_stands_twice_where_one_is_meant_is_kept_and_not_overwritten():
    message = mapped(
        envelope(
            "<FunctionCode>9</FunctionCode><FunctionCode>13</FunctionCode>"
            "<Declarant><ID>A</ID></Declarant><Declarant><ID>B</ID></Declarant>"
        )
    )
    assert message.fields["function_code"] == "9"
    assert message.fields["declarant.id"] == "A"
    assert message.kept["MetaData/Declaration/FunctionCode[2]"] == "13"
    assert message.kept["MetaData/Declaration/Declarant[2]/ID"] == "B"


def test_renamed_prefixes_change_nothing_that_is_mapped():
    plain = envelope("<FunctionCode>9</FunctionCode><TypeCode>IMA</TypeCode>")
    renamed = (
        plain.replace(b"md:", b"x.y:")
        .replace(b"xmlns:md", b"xmlns:x.y")
        .replace(b"<Declaration>", b"<q:Declaration xmlns:q='urn:wco:datamodel:WCO:DEC-DMS:2'>")
        .replace(b"</Declaration>", b"</q:Declaration>")
    )
    assert mapped(renamed).fields == mapped(plain).fields
    assert written_equal(renamed)


def test_a_declaration_is_found_inside_an_envelope_that_nobody_knows():
    data = (
        b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><h>1</h>"
        b"</s:Header><s:Body><Declaration><FunctionCode>9</FunctionCode></Declaration></s:Body>"
        b"</s:Envelope>"
    )
    message = mapped(data)
    assert message.kind == "declaration"
    assert message.fields == {"function_code": "9"}
    assert message.kept == {"Envelope/Header/h": "1"}


def test_every_declaration_of_one_envelope_is_mapped():
    one = b"<Declaration><FunctionCode>9</FunctionCode><ID>%d</ID></Declaration>"
    data = b"<Batch><Head>1</Head>" + b"".join(one % number for number in range(3)) + b"</Batch>"
    message = mapped(data)
    assert message.fields["declaration_no"] == "0"
    assert message.fields["further[2].declaration_no"] == "2"
    assert message.kept == {"Batch/Head": "1"}
    assert written_equal(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><g>1</g></svg>",
        b"<samlp:Response xmlns:samlp='urn:oasis'><Status>ok</Status></samlp:Response>",
        b"<MetaData><WCOTypeName>DEC</WCOTypeName></MetaData>",
        b"<Declaration/>",
    ],
)
def test_other_xml_is_not_called_a_message_of_clearance(data):
    assert mapped(data).kind == "unknown"
    assert written_equal(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<a>one<b/>two<!-- c -->three<?pi data?>four</a>",
        b"<!-- before --><?style x?><a/><!-- after -->",
        b"<a xmlns='u:1'><b xmlns=''><c xmlns='u:2'/></b></a>",
        b"<a xmlns:p='u:1' xmlns:q='u:1' p:x='1' q:y='2'><q:b p:z='3'/></a>",
        b"<a xml:lang='en' xml:space='preserve'> <b> </b> </a>",
        b"<a>&lt;&amp;&gt;&#13;&#9;\"'</a>",
        b"<a b='&lt;&amp;&quot;&#10;&#13;&#9; '/>",
        b"<a><![CDATA[<b>&amp;</b>]]></a>",
        b"<MetaData><Declaration><TypeCode>9<!-- nine --></TypeCode></Declaration></MetaData>",
        b"<MetaData><Declaration>loose<TypeCode>\n 9 </TypeCode>text</Declaration></MetaData>",
        b"<MetaData><Declaration><ID>1<b>2</b>3</ID><TypeCode/></Declaration></MetaData>",
        "<a>\u200b１２３\ufeff\u202e\u0085</a>".encode(),
        b"<a xmlns:x='relative'><x:b/></a>",
        b"<?xml version='1.0' standalone='yes'?><a/>",
    ],
)
def test_whatever_is_well_formed_is_written_again_equal(data):
    assert written_equal(data)
    message = mapped(data)
    assert values_placed(message) == values_in(read_tree(data, limits=BOUNDS))


def test_a_changed_field_is_written_where_it_stood():
    message = mapped(a_foreign_declaration(reference="OLD"))
    message.fields["reference"] = "NEW & <BETTER>"
    again = mapped(write_message(message))
    assert again.fields == message.fields


NAMES = sorted({name for entries in book().values() for name in entries} | set(ROOTS))
TEXTS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"),
    max_size=8,
)


def trees(children):
    return st.builds(
        lambda name, attributes, parts: (name, attributes, parts),
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(["currencyID", "unitCode", "odd"]), TEXTS, max_size=2),
        st.lists(children, max_size=5),
    )


def built(tree):
    name, attributes, parts = tree
    element = etree.Element(name, attributes)
    for part in parts:
        if isinstance(part, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + part
            else:
                element.text = (element.text or "") + part
        else:
            element.append(built(part))
    return element


@settings(max_examples=250, deadline=None)
@given(st.recursive(trees(TEXTS), lambda inner: trees(st.one_of(TEXTS, inner)), max_leaves=25))
def test_any_tree_of_known_names_loses_nothing_and_is_written_equal(tree):
    data = etree.tostring(built(tree), encoding="utf-8")
    assert written_equal(data)
    assert values_placed(mapped(data)) == values_in(read_tree(data, limits=BOUNDS))


def test_every_field_of_the_book_has_its_words_in_both_languages():
    words = {
        part
        for entries in book().values()
        for entry in entries.values()
        for part in entry.field.split(".")
        if part
    }
    assert words <= set(labels())
    assert all(row["en"] and row["zh"] for row in labels().values())
    assert label_of("items[2].origins[1].country") == "Goods item 2 · Origin 1 · Country"
    assert label_of("invoice_total_currency") == "Invoice total · Currency"


def test_every_class_that_is_held_stands_in_the_book():
    held = {entry.holds for entries in book().values() for entry in entries.values()} - {""}
    assert held <= set(book())
    assert set(ROOTS.values()) <= set(book())
    for entries in book().values():
        for entry in entries.values():
            assert re.fullmatch(r"[a-z_.]*", entry.field)


def test_ten_thousand_items_are_mapped_in_a_bounded_time():
    item = (
        "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity>"
        "<Description>x</Description><Classification><ID>610910</ID></Classification>"
        "</Commodity></GovernmentAgencyGoodsItem>"
    )
    data = envelope(f"<FunctionCode>9</FunctionCode><GoodsShipment>{item * 10_000}</GoodsShipment>")
    message = mapped(data)
    assert len(message.many("items")) == 10_000
    assert message.fields["items[10000].codes[1].id"] == "610910"
    assert written_equal(data)
