"""Goods found by words or code: what a form offers while somebody types."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clearance.declarations.models import EnterpriseGoods
from customs_portal.accounts.models import User
from customs_portal.kit.errors import Fault
from customs_portal.registry.models import HsCode
from customs_portal.registry.queries import search_hs


def found_goods(*, text: str, by: User) -> list[dict[str, str]]:
    """Subheadings for the combobox: the enterprise's own goods first, with how often."""
    lines = search_hs(text)
    uses = own_uses(by=by, codes=[line.code for line in lines])
    chinese = (get_language() or "").startswith("zh")
    return [
        {
            "code": line.code,
            "label": (chinese and line.description_zh) or line.description_en,
            "note": (chinese and line.chapter_zh) or line.chapter_en,
            "tone": "info",
            "chip": ngettext("used by you %(n)d time", "used by you %(n)d times", n) % {"n": n}
            if (n := uses.get(line.code, 0))
            else "",
        }
        for line in sorted(lines, key=lambda line: -uses.get(line.code, 0))
    ]


def own_uses(*, by: User, codes: list[str]) -> dict[str, int]:
    """How often the person's enterprise declared these subheadings before."""
    rows = EnterpriseGoods.objects.filter(enterprise=by.enterprise, hs6__in=codes)
    return dict(rows.values_list("hs6", "uses"))


def described(code: str) -> str:
    """What the nomenclature says of the goods of this code. Raises ``Fault``."""
    row = HsCode.objects.filter(code=code[:6]).first()
    if row is None:
        raise Fault(
            _("There is no commodity code %(code)s in the nomenclature.") % {"code": code[:6]}
        )
    return row.description[:160]
