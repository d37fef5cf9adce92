"""A declaration as a document of its own: head, parties, containers and goods, both languages.

It is a copy of what stands at the moment of printing and says so; the signed word of the house is
the notice of decision.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from clearance.declarations.models import Declaration, DeclarationItem
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.queries.details import visible_to
from clearance.declarations.queries.explanations import code_label, label_of
from clearance.declarations.rules.documents import WHOLE
from clearance.declarations.states import (
    DeclarationState,
    Direction,
    Procedure,
    TransportMode,
)
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import printing
from customs_portal.kit.errors import NotFound

TEMPLATE = Path(__file__).parents[1] / "templates" / "declarations" / "declaration.typ"


def print_declaration(*, declaration_no: str, by: User, now: datetime) -> bytes:
    """PDF/A of the declaration. Raises ``NotFound`` for what the person may not see."""
    rows = Declaration.objects.filter(declaration_no=declaration_no)
    if not by.holds(Duty.REVIEW_DECLARATION):
        rows = rows.filter(visible_to(by.enterprise)) if by.enterprise else rows.none()
    declaration = rows.select_related(
        "office", "enterprise", "filed_by__enterprise", "departure_country"
    ).first()
    if declaration is None:
        raise NotFound(field="declaration_no")
    return printing.print_pdf(TEMPLATE, name="declaration", data=_figures(declaration, now=now))


def _figures(declaration: Declaration, *, now: datetime) -> dict[str, object]:
    agent = declaration.filed_by.enterprise if declaration.filed_by else None
    versions = declaration.versions.count()
    items = list(declaration.items.select_related("origin").order_by("step", "position"))
    complete = [one for one in items if one.step == 2]
    address = f"{settings.PUBLIC_URL}/enterprise/declarations/{declaration.declaration_no}/"
    return {
        "declaration_no": declaration.declaration_no,
        "qr": printing.qr_svg(address),
        "address": address,
        "state": _both(DeclarationState(declaration.state)),
        "office": [declaration.office.name_zh, declaration.office.name_en],
        "enterprise": [declaration.enterprise.name_zh, declaration.enterprise.name_en],
        "uscc": declaration.enterprise.uscc or "",
        "agent": [agent.name_zh, agent.name_en, agent.uscc or ""]
        if agent is not None and agent.pk != declaration.enterprise_id
        else [],
        "transport_document": declaration.transport_document,
        "manifest_no": declaration.manifest_no,
        "mode": [declaration.transport_mode, *_both(TransportMode(declaration.transport_mode))],
        "vessel": f"{declaration.vessel} {declaration.voyage}".strip(),
        "departure": [
            declaration.departure_country_id,
            declaration.departure_country.name_zh,
            declaration.departure_country.name_en,
        ],
        "supervision_mode": declaration.supervision_mode,
        "gross_weight": _number(declaration.gross_weight_kg),
        "pieces": _number(declaration.pieces),
        "value_cny": f"{declaration.value_cny:,.2f}",
        "guarantee_no": declaration.guarantee_no,
        "bill_no": declaration.bill_no,
        "head": [
            [_in_both(label_of, name), code_label(name, text)] for name, text in _head(declaration)
        ],
        "extras": [[label, text] for label, text in _extras(declaration) if text],
        "containers": list(
            declaration.containers.order_by("id").values_list("container_no", flat=True)
        ),
        "title": _title(declaration, complete=bool(complete)),
        "goods": [_item(one, on=timezone.localdate(now)) for one in complete or items],
        "accepted": _time(declaration.accepted_at),
        "printed": _time(now),
        "version": max(1, versions),
    }


def _title(declaration: Declaration, *, complete: bool) -> list[str]:
    if declaration.direction == Direction.EXPORT:
        return ["出口货物报关单", "Export declaration"]
    if declaration.procedure == Procedure.ONE_STEP:
        return ["进口货物报关单", "Import declaration"]
    if complete:
        return ["进口货物报关单（完整申报）", "Import declaration, step two"]
    return ["进口货物报关单（概要申报）", "Import declaration, step one"]


def _head(declaration: Declaration) -> list[tuple[str, str]]:
    """What only a declaration in one step says of the whole consignment."""
    return [(name, declaration.head[name]) for name in WHOLE if declaration.head.get(name)]


def _in_both(words: Callable[[str], str], name: str) -> str:
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append(words(name))
    return " ".join(found)


def _item(item: DeclarationItem, *, on: Any) -> dict[str, object]:
    labels = (
        {one.key: one for one in elements_of(hs_code=item.hs_code, on=on)} if item.elements else {}
    )
    return {
        "hs_code": item.hs_code,
        "name": item.name,
        "specification": item.specification,
        "quantity": f"{_number(item.quantity)} {item.unit}".strip(),
        "value": f"{item.value:,.2f} {item.currency}",
        "value_cny": f"{item.value_cny:,.2f}",
        "origin": f"{item.origin_id} {item.origin.name_zh or item.origin.name_en}",
        "net_weight": _number(item.net_weight_kg),
        "elements": [
            [
                f"{labels[key].zh} {labels[key].en}" if key in labels else key,
                labels[key].shown(value, chinese=True) if key in labels else value,
            ]
            for key, value in item.elements.items()
        ],
    }


def _extras(declaration: Declaration) -> list[tuple[str, str]]:
    words = {
        "licence_document": "随附单证 Licence documents",
        "item_containers": "商品项号关系 Goods in containers",
        "product_qualification": "产品资质 Product qualification",
        "ciq_name": "检验检疫名称 Inspection name",
        "goods_attribute": "货物属性 Attribute of goods",
        "purpose": "用途 Purpose",
    }
    return [(label, str(declaration.extras.get(name, ""))) for name, label in words.items()]


def _both(choice: Any) -> list[str]:
    words = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.append(str(choice.label))
    return words


def _number(value: Decimal | int | None) -> str:
    if value is None:
        return ""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _time(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
