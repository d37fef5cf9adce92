"""A new draft with the answers of an earlier declaration, but for what must be new each time."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.models import Declaration, Draft
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.operations.open_declaration import lock_own
from clearance.declarations.states import Procedure
from customs_portal.accounts.models import User

NEW_EACH_TIME = ("transport_document", "container_nos", "voyage", "item_containers")
HEAD = (
    "transport_mode",
    "vessel",
    "supervision_mode",
    "guarantee_no",
    "pieces",
    "gross_weight_kg",
)
QUESTIONS = ("involves_licence", "involves_inspection", "involves_tax")
WHOLE_ITEM = ("specification", "net_weight_kg", "destination")
ITEM = ("hs_code", "name", "quantity", "unit", "value", "currency")


@transaction.atomic
def copy_declaration(*, declaration_no: str, by: User, now: datetime) -> Draft:
    """The draft begins as if typed by ``by``. Raises ``NotPermitted`` or ``NotFound``."""
    declaration = lock_own(declaration_no=declaration_no, by=by)
    return begin_draft(
        by=by,
        now=now,
        answers=answers_of(declaration),
        procedure=declaration.procedure,
        direction=declaration.direction,
    )


def answers_of(declaration: Declaration) -> dict[str, str]:
    """What was filed first, summary or whole, as its form asks it, without what must be new."""
    answers = {name: _text(getattr(declaration, name)) for name in HEAD}
    answers |= {name: "yes" if getattr(declaration, name) else "no" for name in QUESTIONS}
    answers["consignee_uscc"] = declaration.enterprise.uscc or ""
    answers["departure_country"] = declaration.departure_country_id
    answers |= {name: _text(value) for name, value in declaration.extras.items()}
    answers |= {name: _text(value) for name, value in declaration.head.items()}
    items = declaration.items.filter(step=1).order_by("position")
    for at, item in enumerate(items):
        answers |= {f"items.{at}.{name}": _text(getattr(item, name)) for name in ITEM}
        answers[f"items.{at}.origin"] = item.origin_id
        if declaration.procedure == Procedure.ONE_STEP:
            answers |= {f"items.{at}.{name}": _text(getattr(item, name)) for name in WHOLE_ITEM}
            answers |= {f"items.{at}.elements.{key}": text for key, text in item.elements.items()}
    return without_what_is_new(answers)


def without_what_is_new(answers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in answers.items() if name not in NEW_EACH_TIME}


def _text(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text and _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdecimal()
