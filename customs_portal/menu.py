"""What each shell offers in its menu, by duty; and the words every page needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from dashboards.wall.queries.alarms import alarms_asked_of


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for a reader by name: who is counted for, and where an open page asks again."""

    count: Callable[[User], int]
    duty: Duty
    url_name: str


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One entry of a shell's menu; shown to whoever holds one of ``duties``.

    ``leads_to`` are the lists reached from its page that lie at addresses of their own: on them,
    too, the entry is where the visitor is.
    """

    label: str | Promise
    url_name: str
    duties: tuple[Duty, ...] = ()
    waiting: Waiting | None = None
    leads_to: tuple[str, ...] = ()


_ASKED = Waiting(count=alarms_asked_of, duty=Duty.ANSWER_ALARM, url_name="wall:asked")
ENTERPRISE: list[MenuItem] = [
    MenuItem(
        label=_("Declarations"), url_name="declarations:list", duties=(Duty.FILE_DECLARATION,)
    ),
    MenuItem(label=_("Messages"), url_name="messages:list", duties=(Duty.FILE_DECLARATION,)),
    MenuItem(label=_("Products"), url_name="products:list", duties=(Duty.FILE_DECLARATION,)),
    MenuItem(label=_("Mandates"), url_name="enterprises:mandates", duties=(Duty.FILE_DECLARATION,)),
    MenuItem(label=_("Manifests"), url_name="manifests:list", duties=(Duty.FILE_MANIFEST,)),
    MenuItem(
        label=_("Inspections"),
        url_name="orders:notices",
        duties=(Duty.FILE_DECLARATION,),
        leads_to=("draws:own",),
    ),
    MenuItem(
        label=_("Guarantees"),
        url_name="duties:guarantees",
        duties=(Duty.PAY_TAX, Duty.FILE_DECLARATION),
    ),
    MenuItem(
        label=_("Tax bills"),
        url_name="duties:bills",
        duties=(Duty.PAY_TAX, Duty.FILE_DECLARATION),
        leads_to=("duties:months", "duties:payers"),
    ),
    MenuItem(
        label=_("Gate passes"),
        url_name="gates:passes",
        duties=(Duty.APPLY_GATE_PASS,),
        leads_to=("gates:trucks", "gates:ledgers"),
    ),
    MenuItem(
        label=_("API"),
        url_name="api-docs",
        duties=(Duty.FILE_DECLARATION, Duty.FILE_MANIFEST, Duty.PAY_TAX, Duty.APPLY_GATE_PASS),
        leads_to=("webhooks:list",),
    ),
]
OFFICER: list[MenuItem] = [
    MenuItem(
        label=_("Document review"), url_name="declarations:queue", duties=(Duty.REVIEW_DECLARATION,)
    ),
    MenuItem(
        label=_("Changes of declarations"),
        url_name="declarations:change-queue",
        duties=(Duty.REVIEW_DECLARATION,),
    ),
    MenuItem(
        label=_("Messages"), url_name="messages:officer-list", duties=(Duty.REVIEW_DECLARATION,)
    ),
    MenuItem(
        label=_("Manifests"),
        url_name="manifests:queue",
        duties=(Duty.WORK_MANIFEST, Duty.REVIEW_DECLARATION, Duty.JUDGE_RISK),
    ),
    MenuItem(
        label=_("Camera readings"), url_name="hardware:readings", duties=(Duty.CONFIRM_READING,)
    ),
    MenuItem(
        label=_("Risk"),
        url_name="assessments:list",
        duties=(Duty.JUDGE_RISK, Duty.REVIEW_DECLARATION),
    ),
    MenuItem(
        label=_("Rule books"),
        url_name="rulebooks:list",
        duties=(Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES),
        leads_to=("backtests:list",),
    ),
    MenuItem(label=_("Workbench"), url_name="workbench:start", duties=(Duty.JUDGE_RISK,)),
    MenuItem(label=_("Control orders"), url_name="targeting:list", duties=(Duty.JUDGE_RISK,)),
    MenuItem(label=_("Image review"), url_name="imaging:bench", duties=(Duty.REVIEW_IMAGE,)),
    MenuItem(
        label=_("Scans"),
        url_name="scans:list",
        duties=(Duty.REVIEW_IMAGE, Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS),
        leads_to=("scans:refused",),
    ),
    MenuItem(label=_("Products"), url_name="products:queue", duties=(Duty.REVIEW_IMAGE,)),
    MenuItem(
        label=_("Inspections"),
        url_name="orders:queue",
        duties=(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS),
    ),
    MenuItem(
        label=_("Inspection records"),
        url_name="orders:records",
        duties=(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS),
    ),
    MenuItem(
        label=_("Robot checks"),
        url_name="robot:checks",
        duties=(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS),
    ),
    MenuItem(label=_("Image room"), url_name="imaging:room", duties=(Duty.DISPATCH_INSPECTION,)),
    MenuItem(label=_("Wrist tablet"), url_name="orders:tablet", duties=(Duty.INSPECT_GOODS,)),
    MenuItem(label=_("Handheld"), url_name="handheld:device", duties=(Duty.INSPECT_GOODS,)),
    MenuItem(label=_("Gates"), url_name="gates:gates", duties=(Duty.WORK_GATE, Duty.WATCH_WALL)),
    MenuItem(label=_("Tax bills"), url_name="duties:officer-bills", duties=(Duty.ASSESS_TAX,)),
    MenuItem(
        label=_("Ledger"),
        url_name="duties:ledger",
        duties=(Duty.ASSESS_TAX,),
        leads_to=(
            "duties:officer-guarantees",
            "duties:returns",
            "duties:statements",
            "duties:officer-months",
        ),
    ),
    MenuItem(label=_("Law pack"), url_name="registry:law", duties=(Duty.READ_LAW,)),
    MenuItem(label=_("Trail"), url_name="accounts:trail", duties=(Duty.READ_JOURNAL,)),
    MenuItem(
        label=_("Draws"),
        url_name="draws:list",
        duties=(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS, Duty.READ_JOURNAL),
    ),
    MenuItem(
        label=_("Devices"),
        url_name="hardware:devices",
        duties=(Duty.MANAGE_ACCOUNTS, Duty.WATCH_WALL),
    ),
    MenuItem(label=_("People"), url_name="accounts:people", duties=(Duty.MANAGE_ACCOUNTS,)),
    MenuItem(
        label=_("Command wall"), url_name="wall:wall", duties=(Duty.WATCH_WALL,), waiting=_ASKED
    ),
]
SUPERVISOR: list[MenuItem] = [
    MenuItem(label=_("Overview"), url_name="wall:wall", duties=(Duty.WATCH_WALL,)),
    MenuItem(label=_("Video"), url_name="wall:video", duties=(Duty.WATCH_WALL,)),
    MenuItem(label=_("Double random"), url_name="draws:disclosed", duties=(Duty.WATCH_WALL,)),
    MenuItem(
        label=_("Image room"),
        url_name="imaging:room",
        duties=(Duty.DISPATCH_INSPECTION,),
        leads_to=("imaging:measures", "imaging:hit-rates", "imaging:planted"),
    ),
    MenuItem(
        label=_("Duty log"),
        url_name="wall:alarms",
        duties=(Duty.WATCH_WALL, Duty.ANSWER_ALARM),
        waiting=_ASKED,
    ),
]

TITLES = {
    "enterprise": _("Trade portal"),
    "officer": _("Operations"),
    "supervisor": _("Port command centre"),
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: the menus the visitor may use."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menus": {}}
    return {
        "menus": {
            name: [item for item in items if not item.duties or set(item.duties) & user.duties]
            for name, items in (
                ("enterprise", ENTERPRISE),
                ("officer", OFFICER),
                ("supervisor", SUPERVISOR),
            )
        }
    }
