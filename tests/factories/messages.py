"""Messages of the WCO data model, made up here: filings of our own country and a foreign one."""

from decimal import Decimal
from itertools import count
from xml.sax.saxutils import escape

from clearance.declarations.facts import CompleteItem, FullDeclaration, Summary

_numbers = count(1)
MD = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DEC = "urn:wco:datamodel:WCO:DEC-DMS:2"


def a_reference() -> str:
    return f"LRN{next(_numbers):08d}"


def envelope(declaration: str, *, country: str = "CN", customization: str = "CP2STEP") -> bytes:
    custom = (
        f"<md:AgencyAssignedCustomizationCode>{customization}</md:AgencyAssignedCustomizationCode>"
        if customization
        else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<md:MetaData xmlns:md="{MD}" xmlns="{DEC}">'
        "<md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>"
        "<md:WCOTypeName>DEC</md:WCOTypeName>"
        f"<md:ResponsibleCountryCode>{country}</md:ResponsibleCountryCode>"
        f"<md:ResponsibleAgencyName>Customs</md:ResponsibleAgencyName>{custom}"
        f"<!-- made for a test -->\n<Declaration>{declaration}</Declaration></md:MetaData>"
    ).encode()


def a_statement(code: str, text: str = "", *, kind: str = "CP2") -> str:
    said = f"<StatementDescription>{escape(text)}</StatementDescription>" if text else ""
    return (
        f"<AdditionalInformation><StatementCode>{code}</StatementCode>{said}"
        f"<StatementTypeCode>{kind}</StatementTypeCode></AdditionalInformation>"
    )


def a_filing(summary: Summary, *, reference: str | None = None, **changes: str) -> bytes:
    """The summary as a message of our own country; ``changes`` replace parts of it."""
    questions = {
        "LICENCE": summary.involves_licence,
        "INSPECTION": summary.involves_inspection,
        "TAX": summary.involves_tax,
    }
    containers = "".join(
        f"<TransportEquipment><SequenceNumeric>{at}</SequenceNumeric><ID>{number}</ID>"
        "</TransportEquipment>"
        for at, number in enumerate(summary.container_nos, start=1)
    )
    items = "".join(
        an_item(at, item, procedure=summary.supervision_mode)
        for at, item in enumerate(summary.items, start=1)
    )
    guarantee = (
        f"<ObligationGuarantee><ReferenceID>{summary.guarantee_no}</ReferenceID>"
        "</ObligationGuarantee>"
        if summary.guarantee_no
        else ""
    )
    body = (
        "<FunctionCode>9</FunctionCode>"
        f"<FunctionalReferenceID>{reference or a_reference()}</FunctionalReferenceID>"
        f"<TypeCode>{changes.get('type_code', 'IMD')}</TypeCode>"
        f"<GoodsItemQuantity>{len(summary.items)}</GoodsItemQuantity>"
        f"<TotalGrossMassMeasure unitCode='KGM'>"
        f"{changes.get('gross_weight', summary.gross_weight_kg)}</TotalGrossMassMeasure>"
        f"<TotalPackageQuantity>{changes.get('pieces', summary.pieces)}</TotalPackageQuantity>"
        + "".join(a_statement(code) for code, yes in questions.items() if yes)
        + changes.get("statements", "")
        + f"<BorderTransportMeans><Name>{escape(summary.vessel)}</Name>"
        f"<ModeCode>1</ModeCode><JourneyID>{summary.voyage}</JourneyID></BorderTransportMeans>"
        "<GoodsShipment><Consignment><ContainerCode>1</ContainerCode>"
        f"<TransportContractDocument><ID>{summary.transport_document}</ID>"
        f"<TypeCode>705</TypeCode></TransportContractDocument>{containers}</Consignment>"
        f"<ExportCountry><ID>{summary.departure_country}</ID></ExportCountry>{items}"
        f"<Importer><ID>{summary.consignee_uscc}</ID></Importer></GoodsShipment>{guarantee}"
        + changes.get("more", "")
    )
    return envelope(body, country=changes.get("country", "CN"))


def an_item(at: int, item, *, procedure: str, more: str = "") -> str:
    return (
        f"<GovernmentAgencyGoodsItem><SequenceNumeric>{at}</SequenceNumeric>"
        f"<Commodity><Description>{escape(item.name)}</Description>{more}"
        f"<Classification><ID>{item.hs_code}</ID>"
        "<IdentificationTypeCode>HS</IdentificationTypeCode></Classification>"
        f"<GoodsMeasure><NetNetWeightMeasure>{item.net_weight_kg or Decimal(800)}"
        f"</NetNetWeightMeasure><TariffQuantity unitCode='{item.unit}'>{item.quantity}"
        "</TariffQuantity></GoodsMeasure>"
        f"<InvoiceLine><ItemChargeAmount currencyID='{item.currency}'>{item.value}"
        "</ItemChargeAmount></InvoiceLine></Commodity>"
        f"<GovernmentProcedure><CurrentCode>{procedure}</CurrentCode></GovernmentProcedure>"
        f"<Origin><CountryCode>{item.origin}</CountryCode></Origin></GovernmentAgencyGoodsItem>"
    )


def a_completion(declaration_no: str, items, *, reference: str | None = None) -> bytes:
    """Step two of a declaration: ten digits, specification, freight."""
    body = (
        "<FunctionCode>9</FunctionCode>"
        f"<FunctionalReferenceID>{reference or a_reference()}</FunctionalReferenceID>"
        f"<ID>{declaration_no}</ID><TypeCode>IMY</TypeCode><GoodsShipment>"
        "<CustomsValuation><FreightChargeAmount currencyID='CNY'>1200.00</FreightChargeAmount>"
        "</CustomsValuation>"
        + "".join(
            an_item(
                at,
                item,
                procedure="0110",
                more="<CargoDescription>knitted|T-shirt|men|cotton 100 %|0|none</CargoDescription>",
            )
            for at, item in enumerate(items, start=1)
        )
        + "</GoodsShipment>"
    )
    return envelope(body)


def a_withdrawal(declaration_no: str, *, reference: str | None = None) -> bytes:
    return envelope(
        "<FunctionCode>13</FunctionCode>"
        f"<FunctionalReferenceID>{reference or a_reference()}</FunctionalReferenceID>"
        f"<ID>{declaration_no}</ID><TypeCode>INV</TypeCode>"
    )


def an_amendment(declaration_no: str, changed: str, *, reference: str | None = None) -> bytes:
    """New answers of step one, with the usual pointers to what is amended."""
    return envelope(
        "<FunctionCode>13</FunctionCode>"
        f"<FunctionalReferenceID>{reference or a_reference()}</FunctionalReferenceID>"
        f"<ID>{declaration_no}</ID><TypeCode>COR</TypeCode>{changed}"
        "<Amendment><ChangeReasonCode>32</ChangeReasonCode><Pointer>"
        "<DocumentSectionCode>42A</DocumentSectionCode><TagID>146</TagID></Pointer></Amendment>"
    )


def a_foreign_declaration(*, reference: str | None = None, more: str = "") -> bytes:
    """An import declaration under the law of another country."""
    return envelope(
        "<FunctionCode>9</FunctionCode>"
        f"<FunctionalReferenceID>{reference or a_reference()}</FunctionalReferenceID>"
        "<TypeCode>IMA</TypeCode><GoodsItemQuantity>1</GoodsItemQuantity>"
        f"<Declarant><ID>GB123456789012</ID></Declarant>{more}",
        country="GB",
        customization="",
    )


def a_whole(full: FullDeclaration, *, reference: str | None = None, **changes: str) -> bytes:
    """The declaration in one step as a message of our own country."""
    imported = full.direction == "IMPORT"
    abroad, ours = ("Exporter", "Importer") if imported else ("Consignee", "Exporter")
    containers = "".join(
        f"<TransportEquipment><SequenceNumeric>{at}</SequenceNumeric><ID>{number}</ID>"
        "</TransportEquipment>"
        for at, number in enumerate(full.container_nos, start=1)
    )
    port = "LoadingLocation" if imported else "UnloadingLocation"
    freight = (
        f"<FreightChargeAmount currencyID='{changes.get('freight_currency', 'CNY')}'>"
        f"{full.freight_cny}</FreightChargeAmount>"
        if full.freight_cny is not None
        else ""
    )
    statements = a_statement("LEVY", full.levy_mode, kind="CP1") + changes.get("statements", "")
    guarantee = (
        f"<ObligationGuarantee><ReferenceID>{full.guarantee_no}</ReferenceID></ObligationGuarantee>"
        if full.guarantee_no
        else ""
    )
    party = f"<Name>{escape(full.overseas_party)}</Name><Address><CountryCode>"
    party = f"<{abroad}>{party}{full.trade_country}</CountryCode></Address></{abroad}>"
    firm = f"<{ours}><ID>{full.consignee_uscc}</ID></{ours}>"
    body = (
        "<FunctionCode>9</FunctionCode>"
        f"<FunctionalReferenceID>{reference or a_reference()}</FunctionalReferenceID>"
        f"<TypeCode>{changes.get('type_code', 'IMA' if imported else 'EXA')}</TypeCode>"
        f"<GoodsItemQuantity>{len(full.items)}</GoodsItemQuantity>"
        f"<TotalGrossMassMeasure unitCode='KGM'>"
        f"{changes.get('gross_weight', full.gross_weight_kg)}</TotalGrossMassMeasure>"
        f"<TotalPackageQuantity>{full.pieces}</TotalPackageQuantity>{statements}"
        f"<BorderTransportMeans><Name>{escape(full.vessel)}</Name>"
        f"<ModeCode>{changes.get('mode', '1')}</ModeCode>"
        f"<JourneyID>{full.voyage}</JourneyID></BorderTransportMeans>"
        + (party if imported else firm)
        + f"<GoodsShipment>{'' if imported else party}<Consignment><{port}><ID>{full.foreign_port}"
        f"</ID></{port}><TransportContractDocument><ID>{full.transport_document}</ID>"
        f"<TypeCode>705</TypeCode></TransportContractDocument>{containers}</Consignment>"
        f"<CustomsValuation>{freight}</CustomsValuation>"
        f"<Destination><CountryCode>{full.destination_country or 'CN'}</CountryCode></Destination>"
        f"<ExportCountry><ID>{full.departure_country or 'CN'}</ID></ExportCountry>"
        + "".join(
            a_whole_item(at, item, full=full, **changes)
            for at, item in enumerate(full.items, start=1)
        )
        + (firm if imported else "")
        + f"<TradeTerms><ConditionCode>{changes.get('terms', 'FOB')}</ConditionCode></TradeTerms>"
        f"</GoodsShipment>{guarantee}"
    )
    return envelope(
        body,
        country=changes.get("country", "CN"),
        customization=changes.get("customization", "CP1STEP"),
    )


def a_whole_item(at: int, item: CompleteItem, *, full: FullDeclaration, **changes: str) -> str:
    elements = "".join(a_statement(key, said, kind="CPE") for key, said in item.elements.items())
    elements += "".join(
        a_statement(key.upper(), said, kind="CPC") for key, said in item.claims.items()
    )
    procedure = changes.get("procedure", f"<CurrentCode>{full.supervision_mode}</CurrentCode>")
    return (
        f"<GovernmentAgencyGoodsItem><SequenceNumeric>{at}</SequenceNumeric>{elements}"
        f"<Commodity><Description>{escape(item.name)}</Description>"
        f"<CargoDescription>{escape(item.specification)}</CargoDescription>"
        f"<Classification><ID>{item.hs_code}</ID>"
        "<IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>"
        f"<GoodsMeasure><NetNetWeightMeasure>{item.net_weight_kg}</NetNetWeightMeasure>"
        f"<TariffQuantity unitCode='{changes.get('unit', item.unit)}'>{item.quantity}"
        "</TariffQuantity></GoodsMeasure>"
        f"<InvoiceLine><ItemChargeAmount currencyID='{item.currency}'>{item.value}"
        "</ItemChargeAmount></InvoiceLine></Commodity>"
        f"<Destination><CountryCode>{item.destination}</CountryCode></Destination>"
        f"<GovernmentProcedure>{procedure}</GovernmentProcedure>"
        f"<Origin><CountryCode>{item.origin}</CountryCode></Origin><Packaging>"
        f"<SequenceNumeric>1</SequenceNumeric><TypeCode>"
        f"{changes.get('package', full.package_kind)}</TypeCode></Packaging>"
        "</GovernmentAgencyGoodsItem>"
    )
