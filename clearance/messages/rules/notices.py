"""Notifications of the WCO data model: written from a notice, and read back into one."""

from collections.abc import Iterable

from lxml import etree

from clearance.messages.facts import (
    Mapped,
    Notice,
    NoticeChange,
    NoticeClaim,
    NoticeError,
    NoticeItem,
    NoticeStatement,
    NoticeTax,
    Pointer,
)

ENVELOPE = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
RESPONSE = "urn:wco:datamodel:WCO:RES-DMS:2"
TYPES = "urn:wco:datamodel:WCO:Response_DS:DMS:2"
MODEL = "3.6"
MOMENT_FORMAT = "304"


def write_notice(notice: Notice) -> bytes:
    """The notification as XML, in the order that the data model asks."""
    envelope = etree.Element(f"{{{ENVELOPE}}}MetaData", nsmap={"md": ENVELOPE})
    for name, value in (
        ("WCODataModelVersionCode", MODEL),
        ("WCOTypeName", "RES"),
        ("ResponsibleCountryCode", notice.country),
        ("ResponsibleAgencyName", notice.agency),
        ("AgencyAssignedCustomizationCode", notice.customization),
        ("AgencyAssignedCustomizationVersionCode", notice.customization_version),
    ):
        etree.SubElement(envelope, f"{{{ENVELOPE}}}{name}").text = value or None
    response = etree.SubElement(
        envelope, f"{{{RESPONSE}}}Response", nsmap={None: RESPONSE, "ds": TYPES}
    )
    _add(response, "FunctionCode", notice.function)
    _add(response, "FunctionalReferenceID", notice.reference)
    _moment(response, "IssueDateTime", notice.issued)
    for statement in notice.statements:
        _statement(response, statement)
    for change in notice.changes:
        amendment = _group(response, "Amendment")
        _add(amendment, "ChangeReasonCode", change.reason)
        _pointers(amendment, change.pointers)
    if notice.bank_reference or notice.bank_account:
        bank = _group(response, "Bank")
        _add(bank, "ReferenceID", notice.bank_reference)
        _add(bank, "ID", notice.bank_account)
    for fault in notice.errors:
        error = _group(response, "Error")
        _add(error, "Description", fault.text)
        _add(error, "ValidationCode", fault.code)
        _pointers(error, fault.pointers)
    if notice.status:
        status = _group(response, "Status")
        _moment(status, "EffectiveDateTime", notice.effective)
        _add(status, "NameCode", notice.status)
    _declaration(response, notice)
    etree.indent(envelope, space="\t")
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _declaration(response: etree._Element, notice: Notice) -> None:
    about = _group(response, "Declaration")
    _moment(about, "AcceptanceDateTime", notice.accepted)
    _moment(about, "CancellationDateTime", notice.cancelled)
    _add(about, "FunctionalReferenceID", notice.about_reference)
    _add(about, "ID", notice.about_no)
    _moment(about, "RejectionDateTime", notice.rejected)
    _add(about, "VersionID", notice.about_version)
    for claim in notice.claims:
        payment = _group(_group(about, "DutyTaxFee"), "Payment")
        _amount(payment, "PaymentAmount", claim.amount, claim.currency)
        if claim.guarantee:
            _add(_group(payment, "ObligationGuarantee"), "ReferenceID", claim.guarantee)
    if not notice.items:
        return
    shipment = _group(about, "GoodsShipment")
    for item in notice.items:
        goods = _group(shipment, "GovernmentAgencyGoodsItem")
        _add(goods, "SequenceNumeric", item.position)
        if item.has_goods:
            commodity = _group(goods, "Commodity")
            for tax in item.taxes:
                _tax(commodity, tax)


def _tax(commodity: etree._Element, tax: NoticeTax) -> None:
    fee = _group(commodity, "DutyTaxFee")
    _amount(fee, "AdValoremTaxBaseAmount", tax.base, tax.currency)
    _amount(fee, "DeductAmount", tax.deduction, tax.currency)
    _add(fee, "DutyRegimeCode", tax.preference)
    if tax.quantity:
        _add(fee, "SpecificTaxBaseQuantity", tax.quantity, unitCode=tax.quantity_unit)
    _add(fee, "TaxRateNumeric", tax.rate)
    _add(fee, "TypeCode", tax.type_code)
    if tax.assessed or tax.payable:
        payment = _group(fee, "Payment")
        _amount(payment, "TaxAssessedAmount", tax.assessed, tax.currency)
        _amount(payment, "PaymentAmount", tax.payable, tax.currency)


def _statement(response: etree._Element, statement: NoticeStatement) -> None:
    said = _group(response, "AdditionalInformation")
    for name, text in (
        ("StatementCode", statement.code),
        ("StatementDescription", statement.text),
    ):
        if text is not None:
            _group(said, name).text = text or None
    _moment(said, "LimitDateTime", statement.limit)
    _add(said, "StatementTypeCode", statement.type_code)
    _pointers(said, statement.pointers)


def _pointers(above: etree._Element, pointers: Iterable[Pointer]) -> None:
    for pointer in pointers:
        step = _group(above, "Pointer")
        if pointer.position is not None:
            _add(step, "SequenceNumeric", str(pointer.position))
        _add(step, "DocumentSectionCode", pointer.section)
        _add(step, "TagID", pointer.tag)


def _group(above: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(above, f"{{{RESPONSE}}}{name}")


def _add(above: etree._Element, name: str, text: str, **attributes: str) -> None:
    if text:
        made = _group(above, name)
        made.text = text
        for key, value in attributes.items():
            if value:
                made.set(key, value)


def _amount(above: etree._Element, name: str, amount: str, currency: str) -> None:
    _add(above, name, amount, currencyID=currency)


def _moment(above: etree._Element, name: str, text: str) -> None:
    if text:
        inside = etree.SubElement(_group(above, name), f"{{{TYPES}}}DateTimeString")
        inside.set("formatCode", MOMENT_FORMAT)
        inside.text = text


def notice_from(mapped: Mapped) -> Notice:
    """What a notification says, from its fields."""

    def at(prefix: str, name: str) -> str:
        return mapped.get(f"{prefix}.{name}")

    about = "notice.declarations[1]"
    return Notice(
        country=mapped.get("envelope.country"),
        agency=mapped.get("envelope.agency"),
        customization=mapped.get("envelope.customization"),
        customization_version=mapped.get("envelope.customization_version"),
        function=at("notice", "function_code"),
        reference=at("notice", "reference"),
        issued=at("notice", "issued_at"),
        about_reference=at(about, "reference"),
        about_no=at(about, "declaration_no"),
        about_version=at(about, "version"),
        accepted=at(about, "accepted_at"),
        rejected=at(about, "rejected_at"),
        cancelled=at(about, "cancelled_at"),
        status=mapped.get("notice.statuses[1].code"),
        effective=mapped.get("notice.statuses[1].effective_at"),
        bank_reference=mapped.get("notice.bank.reference"),
        bank_account=mapped.get("notice.bank.account"),
        statements=tuple(
            NoticeStatement(
                type_code=at(one, "type_code"),
                code=mapped.fields.get(f"{one}.code"),
                text=mapped.fields.get(f"{one}.text"),
                limit=at(one, "limit"),
                pointers=_pointers_from(mapped, one),
            )
            for one in mapped.many("notice.statements")
        ),
        changes=tuple(
            NoticeChange(reason=at(one, "reason"), pointers=_pointers_from(mapped, one))
            for one in mapped.many("notice.amendments")
        ),
        errors=tuple(
            NoticeError(
                code=at(one, "code"), text=at(one, "text"), pointers=_pointers_from(mapped, one)
            )
            for one in mapped.many("notice.errors")
        ),
        claims=tuple(
            NoticeClaim(
                amount=at(one, "payable"),
                currency=at(one, "payable_currency"),
                guarantee=at(one, "guarantee.reference"),
            )
            for one in mapped.many(f"{about}.taxes")
        ),
        items=tuple(
            NoticeItem(position=at(one, "position"), taxes=_taxes_from(mapped, one))
            for one in mapped.many(f"{about}.items")
        ),
    )


def _taxes_from(mapped: Mapped, item: str) -> tuple[NoticeTax, ...]:
    found = []
    for one in mapped.many(f"{item}.taxes"):
        amounts = ("base", "deduction", "assessed", "payable")
        found.append(
            NoticeTax(
                type_code=mapped.get(f"{one}.type_code"),
                currency=next(
                    (
                        mapped.get(f"{one}.{name}_currency")
                        for name in amounts
                        if mapped.get(f"{one}.{name}")
                    ),
                    "",
                ),
                preference=mapped.get(f"{one}.preference"),
                quantity=mapped.get(f"{one}.quantity"),
                quantity_unit=mapped.get(f"{one}.quantity_unit"),
                rate=mapped.get(f"{one}.rate"),
                **{name: mapped.get(f"{one}.{name}") for name in amounts},
            )
        )
    return tuple(found)


def _pointers_from(mapped: Mapped, above: str) -> tuple[Pointer, ...]:
    return tuple(
        Pointer(
            section=mapped.get(f"{one}.section"),
            position=int(text) if (text := mapped.get(f"{one}.position")).isdecimal() else None,
            tag=mapped.get(f"{one}.tag"),
        )
        for one in mapped.many(f"{above}.pointers")
    )
