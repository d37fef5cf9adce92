"""The columns of a file of consignments, under the headings that people write over them."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Column:
    """``kind``: code, text, number, answer (yes or no), numbers (of containers), time, elements
    (name=value; name=value), procedure or direction.

    ``of_item`` tells what each row says anew from what a consignment says once; ``whole`` what
    only a declaration in one step says, with ``example`` as that sample has it. ``answer`` is
    the form's name for it.
    """

    key: str
    en: str
    zh: str
    kind: str = "code"
    of_item: bool = False
    also: tuple[str, ...] = ()
    example: str = ""
    whole: bool = False
    answer: str = ""

    def label(self, *, chinese: bool) -> str:
        return self.zh if chinese else self.en


def _item(key: str, en: str, zh: str, kind: str, example: str, *also: str) -> Column:
    return Column(
        key=key, en=en, zh=zh, kind=kind, of_item=True, example=example, also=also, answer=key
    )


def _head(key: str, en: str, zh: str, kind: str, example: str, *also: str) -> Column:
    return Column(key=key, en=en, zh=zh, kind=kind, example=example, also=also, answer=key)


def _whole(
    key: str, en: str, zh: str, kind: str, example: str, *, of_item: bool = False, answer: str = ""
) -> Column:
    return Column(
        key=key,
        en=en,
        zh=zh,
        kind=kind,
        of_item=of_item,
        example=example,
        whole=True,
        answer=answer or key,
    )


COLUMNS = (
    _head("reference", "Reference", "企业内部编号", "code", "PO-4711", "内部编号", "合同号"),
    _head(
        "transport_document", "Bill of lading", "提运单号", "code", "HDMU77031185", "B/L", "提单号"
    ),
    _head(
        "arrives_at", "Expected arrival", "预计进境时间", "time", "2026-11-28T06:30+07:00", "ETA"
    ),
    _head("consignee_uscc", "Consignee USCC", "收货人统一社会信用代码", "code", "", "USCC"),
    _head("transport_mode", "Mode of transport", "运输方式", "code", "2"),
    _head("vessel", "Vessel", "运输工具名称", "text", "PACIFIC CRANE", "船名"),
    _head("voyage", "Voyage", "航次号", "code", "0426E", "航次"),
    _head("supervision_mode", "Supervision mode", "监管方式", "code", "0110"),
    _head("departure_country", "Country of departure", "启运国（地区）", "code", "VN", "启运国"),
    _head("gross_weight_kg", "Gross weight, kg", "毛重（千克）", "number", "8640", "毛重"),
    _head("pieces", "Pieces", "件数", "number", "420"),
    _head("container_nos", "Containers", "集装箱号", "numbers", "TGHU1234567", "箱号"),
    _head("involves_licence", "Licence needed", "涉证", "answer", "no"),
    _head("involves_inspection", "Inspection by law", "涉检", "answer", "no"),
    _head("involves_tax", "Tax due", "涉税", "answer", "no"),
    _head("guarantee_no", "Guarantee", "担保编号", "code", "", "担保"),
    _head("licence_document", "Licence documents", "许可证件", "text", "", "随附单证"),
    _head("item_containers", "Goods in containers", "商品项号关系", "text", ""),
    _head("product_qualification", "Product qualification", "产品资质", "text", ""),
    _head("ciq_name", "Inspection name (CIQ)", "检验检疫名称", "text", ""),
    _head("goods_attribute", "Attribute of goods", "货物属性", "text", ""),
    _head("purpose", "Purpose", "用途", "text", ""),
    _item("hs_code", "HS code", "商品编号", "code", "610910", "税号", "HS编码", "HS"),
    _item("name", "Goods", "商品名称", "text", "Cotton T-shirts, knitted", "品名", "货名"),
    _item("quantity", "Quantity", "成交数量", "number", "33600", "数量"),
    _item("unit", "Unit", "成交单位", "text", "pieces", "单位"),
    _item("value", "Total value", "总价", "number", "58800.00", "货值"),
    _item("currency", "Currency", "币制", "code", "USD", "币种"),
    _item("origin", "Country of origin", "原产国（地区）", "code", "VN", "原产国"),
    # a declaration in one step, import or export
    _whole("procedure", "Procedure", "申报方式", "procedure", "one step"),
    _whole("direction", "Import or export", "进出口标志", "direction", "import"),
    _whole("levy_mode", "Nature of the levy", "征免性质", "code", "101"),
    _whole("overseas_party", "Party abroad", "境外收发货人", "text", "Saigon Garment Co."),
    _whole("contract_no", "Contract", "合同协议号", "code", "SC-2026-118"),
    _whole("trade_country", "Country of trade", "贸易国（地区）", "code", "VN"),
    _whole("destination_country", "Country of destination", "运抵国（地区）", "code", ""),
    _whole("foreign_port", "Port abroad", "启运港或指运港", "code", "VNSGN"),
    _whole("terms", "Terms of delivery", "成交方式", "code", "3"),
    _whole("freight_cny", "Freight, CNY", "运费（人民币）", "number", "1200"),
    _whole("insurance_cny", "Insurance, CNY", "保费（人民币）", "number", ""),
    _whole("other_cny", "Other charges, CNY", "杂费（人民币）", "number", ""),
    _whole("package_kind", "Kind of packages", "包装种类", "code", "22"),
    _whole("net_weight_kg", "Net weight, kg", "净重（千克）", "number", "8000"),
    _whole("marks", "Marks and remarks", "标记唛码及备注", "text", "N/M"),
    _whole("late_exemption", "Late filing: reason", "滞报金减免事由", "code", ""),
    _whole("late_exemption_reason", "Late filing: in words", "滞报金减免说明", "text", ""),
    _whole("specification", "Specification", "规格型号", "text", "no brand", of_item=True),
    _whole("elements", "Elements", "申报要素", "elements", "", of_item=True),
    _whole("destination", "Final destination", "最终目的国（地区）", "code", "CN", of_item=True),
    _whole(
        "item_net_weight_kg",
        "Net weight of the line, kg",
        "商品净重（千克）",
        "number",
        "8000",
        of_item=True,
        answer="net_weight_kg",
    ),
    _whole("agreement", "Agreement", "优惠贸易协定", "code", "", of_item=True),
    _whole("proof_kind", "Kind of proof", "原产地证明类型", "code", "", of_item=True),
    _whole("proof_no", "Proof of origin", "原产地证明编号", "code", "", of_item=True),
    _whole("proof_date", "Proof issued on", "原产地证明签发日期", "code", "", of_item=True),
    _whole("proof_quantity", "Covered by the proof", "证明所列数量", "number", "", of_item=True),
    _whole("quota_no", "Quota certificate", "关税配额证编号", "code", "", of_item=True),
    _whole("exporter", "Exporter abroad", "境外出口商", "text", "", of_item=True),
    _whole("relief_mode", "Levy and relief", "征免方式", "code", "", of_item=True),
    _whole("exemption_no", "Certificate of relief", "征免税证明编号", "code", "", of_item=True),
)
BY_KEY = {one.key: one for one in COLUMNS}
BY_ANSWER = {(one.of_item, one.answer): one for one in COLUMNS}
OF_A_SUMMARY = tuple(one for one in COLUMNS if not one.whole)
NEEDED = ("transport_document", "hs_code")


def folded(heading: str) -> str:
    """A heading as it is compared: width, case, spaces and punctuation do not matter."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(sign for sign in text if sign.isalnum())


_BY_HEADING = {
    folded(heading): one for one in COLUMNS for heading in (one.key, one.en, one.zh, *one.also)
}


def column_called(heading: str) -> Column | None:
    return _BY_HEADING.get(folded(heading))
