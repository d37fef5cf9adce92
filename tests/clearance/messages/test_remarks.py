"""What is odd about a value is said, with its place; nothing is stopped by it."""

from datetime import date

import pytest

from clearance.messages.rules.schemas import schemas_in
from tests.factories.messages import a_foreign_declaration, envelope


def remarks(checked, body, country="GB", **changes):
    data = envelope(f"<FunctionCode>9</FunctionCode>{body}", country=country)
    return [(one.rule, one.place.rpartition("/")[2]) for one in checked(data, **changes).remarks]


@pytest.mark.parametrize(
    ("body", "remark"),
    [
        ("<GoodsItemQuantity>１２</GoodsItemQuantity>", ("number.whole", "GoodsItemQuantity")),
        ("<GoodsItemQuantity>1.5</GoodsItemQuantity>", ("number.whole", "GoodsItemQuantity")),
        (
            "<TotalPackageQuantity>-</TotalPackageQuantity>",
            ("number.whole", "TotalPackageQuantity"),
        ),
        ("<InvoiceAmount currencyID='GBP'>1,5</InvoiceAmount>", ("number.shape", "InvoiceAmount")),
        ("<InvoiceAmount currencyID='GBP'>NaN</InvoiceAmount>", ("number.shape", "InvoiceAmount")),
        ("<InvoiceAmount currencyID='gbp'>1</InvoiceAmount>", ("code.currency", "@currencyID")),
        ("<Declarant><ID>GB12</ID></Declarant>", ("code.identifier", "ID")),
        ("<Declarant><ID>GB1234567890\u200b12</ID></Declarant>", ("text.hidden", "ID")),
        ("<Declarant><Name>a\u202eb</Name></Declarant>", ("text.hidden", "Name")),
        ("<Unheard>a\u2060b</Unheard>", ("text.hidden", "Unheard")),
        ("<TypeCode>XX</TypeCode>", ("code.declaration_type", "TypeCode")),
        (
            "<AcceptanceDateTime><DateTimeString formatCode='304'>20260231090000Z"
            "</DateTimeString></AcceptanceDateTime>",
            ("date.shape", "DateTimeString"),
        ),
        (
            "<AcceptanceDateTime><DateTimeString formatCode='102'>20260229</DateTimeString>"
            "</AcceptanceDateTime>",
            ("date.shape", "DateTimeString"),
        ),
        (
            "<AcceptanceDateTime><DateTimeString>tomorrow</DateTimeString></AcceptanceDateTime>",
            ("date.shape", "DateTimeString"),
        ),
    ],
)
def test_an_odd_value_is_remarked_on_with_its_place(checked, body, remark):
    assert remarks(checked, body) == [remark]


@pytest.mark.parametrize(
    "body",
    [
        "<Declarant><ID>GB123456789012</ID><Name>Müller 有限公司</Name></Declarant>",
        "<InvoiceAmount currencyID='GBP'>12.50</InvoiceAmount><TypeCode>IMA</TypeCode>",
        "<AcceptanceDateTime><DateTimeString formatCode='304'>20260228090000+01"
        "</DateTimeString></AcceptanceDateTime>",
        "<AcceptanceDateTime><DateTimeString formatCode='102'>20240229</DateTimeString>"
        "</AcceptanceDateTime>",
    ],
)
def test_an_ordinary_value_is_passed_over(checked, body):
    assert remarks(checked, body) == []


def test_the_lists_of_a_country_are_those_of_the_day(checked):
    other = "<Declarant><ID>FR12345678901234</ID></Declarant><TypeCode>EUA</TypeCode>"
    assert remarks(checked, other, on=date(2026, 11, 21)) == [("code.declaration_type", "TypeCode")]
    assert remarks(checked, other, on=date(2020, 11, 21)) == []


def test_a_country_without_lists_is_said_plainly_and_its_codes_are_not_judged(checked):
    found = remarks(checked, "<Declarant><ID>anything</ID></Declarant>", country="NZ")
    assert found == [("code.no_list", "ResponsibleCountryCode")]


@pytest.fixture
def own_schemas(tmp_path):
    """A small schema of our own, in folders, with an import that leads outside."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "envelope.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"'
        ' targetNamespace="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"'
        ' xmlns:d="urn:wco:datamodel:WCO:DEC-DMS:2">'
        '<xs:import namespace="urn:wco:datamodel:WCO:DEC-DMS:2"'
        ' schemaLocation="../elsewhere/dec.xsd"/>'
        '<xs:element name="MetaData"><xs:complexType><xs:sequence>'
        '<xs:any namespace="##targetNamespace" processContents="skip" minOccurs="0"'
        ' maxOccurs="unbounded"/><xs:element ref="d:Declaration"/>'
        "</xs:sequence></xs:complexType></xs:element></xs:schema>"
    )
    (tmp_path / "inner" / "dec.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"'
        ' targetNamespace="urn:wco:datamodel:WCO:DEC-DMS:2">'
        '<xs:element name="Declaration"><xs:complexType><xs:sequence>'
        '<xs:element name="FunctionCode"/><xs:element name="FunctionalReferenceID"/>'
        '<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>'
        "</xs:sequence></xs:complexType></xs:element></xs:schema>"
    )
    (tmp_path / "broken.xsd").write_text("<xs:schema")
    (tmp_path / "bomb.xsd").write_text('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    return schemas_in(str(tmp_path))


def test_a_message_is_judged_by_the_schemas_of_the_operator(checked, own_schemas):
    assert checked(a_foreign_declaration(), schemas=own_schemas).schema == ()

    wrong = envelope("<FunctionCode>9</FunctionCode><TypeCode>IMA</TypeCode>")
    (difference,) = checked(wrong, schemas=own_schemas).schema
    assert "TypeCode" in difference.place
    assert "FunctionalReferenceID" in difference.value
    assert "line" in difference.place


def test_without_a_schema_for_it_a_message_is_not_judged(checked, own_schemas):
    assert checked(a_foreign_declaration()).schema is None
    other = b"<a><Declaration><FunctionCode>9</FunctionCode></Declaration></a>"
    assert checked(other, schemas=own_schemas).schema is None


def test_names_without_a_namespace_are_judged_as_if_they_had_that_of_the_schema(
    checked, own_schemas
):
    bare = b"<MetaData><Declaration><FunctionCode>9</FunctionCode>%s</Declaration></MetaData>"
    reference = b"<FunctionalReferenceID>1</FunctionalReferenceID>"
    assert checked(bare % reference, schemas=own_schemas).schema == ()
    (difference,) = checked(bare % b"", schemas=own_schemas).schema
    assert difference.place.startswith("MetaData/Declaration")
