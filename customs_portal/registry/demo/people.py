"""People of the demonstration: who they are, what they may do, where they start."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.registry.demo.firms import FIRMS
from customs_portal.registry.models import Enterprise

HARBOUR = "5101"
TRADE = (Duty.FILE_DECLARATION, Duty.PAY_TAX, Duty.APPLY_GATE_PASS)


@dataclass(frozen=True, kw_only=True)
class Person:
    """``firm`` is a slug for members of enterprises, ``office`` a code for officers."""

    username: str
    role: str
    does: str
    name_en: str
    name_zh: str
    duties: tuple[Duty, ...]
    start: str
    firm: str = ""
    office: str = ""
    place: str = ""
    language: str = "en"
    wears: bool = False

    @property
    def has_api_token(self) -> bool:
        return bool(self.firm)


def _clerks() -> list[Person]:
    names = (("Lin Yue", "林悦"), ("Chen Guo", "陈果"), ("Wu Lan", "吴岚"), ("Huang Jiu", "黄久"),
             ("Zhou Ri", "周日升"), ("He Lü", "何绿"), ("Ma Gang", "马刚"), ("Xu Kuai", "徐快"),
             ("Tang Ming", "唐明"))  # fmt: skip
    traders = [firm for firm in FIRMS if firm.kind == Enterprise.Kind.TRADER]
    return [
        Person(
            username=f"trader{n}",
            role=gettext_noop("Declarant"),
            does=gettext_noop("Files declarations, pays taxes, applies for gate passes"),
            name_en=english,
            name_zh=chinese,
            duties=TRADE,
            start="/enterprise/declarations/",
            firm=firm.slug,
            language="en" if n % 2 else "zh-hans",
        )
        for n, (firm, (english, chinese)) in enumerate(zip(traders, names, strict=True), start=1)
    ]


def _crew(stem: str, names: tuple[tuple[str, str], ...], **common: object) -> list[Person]:
    return [
        Person(username=f"{stem}{n}", name_en=english, name_zh=chinese, **common)  # type: ignore[arg-type]
        for n, (english, chinese) in enumerate(names, start=1)
    ]


def people() -> list[Person]:
    """Everybody who can sign in, in the order in which they are shown."""
    return [
        *_clerks(),
        Person(
            username="agent",
            role=gettext_noop("Customs agent"),
            does=gettext_noop("Files declarations for other enterprises"),
            name_en="Gao Hang",
            name_zh="高航",
            duties=TRADE,
            start="/enterprise/declarations/",
            firm="harbouragent",
        ),
        Person(
            username="carrier",
            role=gettext_noop("Carrier's clerk"),
            does=gettext_noop("Files manifests and the ship's arrival by API"),
            name_en="Dong Hai",
            name_zh="董海",
            duties=(Duty.FILE_MANIFEST,),
            start="/enterprise/manifests/",
            firm="eastline",
        ),
        Person(
            username="manifest",
            role=gettext_noop("Manifest officer"),
            does=gettext_noop("Decides on bills of lading, changes and landed differences"),
            name_en="Cang Dan",
            name_zh="仓丹",
            duties=(Duty.WORK_MANIFEST,),
            start="/officer/manifests/",
            office=HARBOUR,
        ),
        Person(
            username="reviewer",
            role=gettext_noop("Document reviewer"),
            does=gettext_noop("Looks at declarations that the machine did not release"),
            name_en="Shen Dan",
            name_zh="沈丹",
            duties=(Duty.REVIEW_DECLARATION, Duty.READ_LAW),
            start="/officer/declarations/",
            office=HARBOUR,
        ),
        Person(
            username="risk",
            role=gettext_noop("Risk officer"),
            does=gettext_noop("Judges risk with the rules and their points"),
            name_en="Fang Bu",
            name_zh="方布",
            duties=(Duty.JUDGE_RISK, Duty.READ_LAW),
            start="/officer/risk/",
            office=HARBOUR,
        ),
        Person(
            username="riskchief",
            role=gettext_noop("Head of the risk desk"),
            does=gettext_noop("Publishes the books of rules that others wrote"),
            name_en="Heng Du",
            name_zh="衡度",
            duties=(Duty.PUBLISH_RISK_RULES, Duty.READ_LAW),
            start="/officer/risk/books/",
            office=HARBOUR,
        ),
        Person(
            username="quay",
            role=gettext_noop("Quay officer"),
            does=gettext_noop("Confirms numbers that the cameras could not read"),
            name_en="Jiang An",
            name_zh="江岸",
            duties=(Duty.CONFIRM_READING,),
            start="/officer/readings/",
            office=HARBOUR,
        ),
        Person(
            username="dispatcher",
            role=gettext_noop("Dispatcher"),
            does=gettext_noop("Sends the drawn crews to the containers"),
            name_en="Pai Yuan",
            name_zh="派远",
            duties=(Duty.DISPATCH_INSPECTION,),
            start="/officer/inspections/",
            office=HARBOUR,
            place="H7",
        ),
        *_crew(
            "analyst",
            (("Tu Min", "图敏"), ("Shen Jing", "沈静"), ("Gu Ying", "顾影"), ("Bai Xi", "白晰")),
            role=gettext_noop("Image analyst"),
            does=gettext_noop("Reads scan images that the machine draws"),
            duties=(Duty.REVIEW_IMAGE,),
            start="/officer/images/",
            office=HARBOUR,
        ),
        *_crew(
            "inspector",
            (
                ("Cha Li", "查力"),
                ("Yan Zhen", "严真"),
                ("Luo Wen", "罗文"),
                ("Qin Gang", "秦刚"),
                ("Song Jie", "宋洁"),
                ("Deng Chao", "邓超"),
            ),
            role=gettext_noop("Inspector"),
            does=gettext_noop("Opens containers with a wrist tablet and glasses"),
            duties=(Duty.INSPECT_GOODS,),
            start="/officer/tablet/",
            office=HARBOUR,
            wears=True,
        ),
        Person(
            username="gate",
            role=gettext_noop("Gate officer"),
            does=gettext_noop("Watches the lanes and helps refused vehicles"),
            name_en="Guan Kou",
            name_zh="关口明",
            duties=(Duty.WORK_GATE,),
            start="/officer/gates/",
            office=HARBOUR,
        ),
        Person(
            username="tax",
            role=gettext_noop("Tax officer"),
            does=gettext_noop("Looks after tax bills, payments and guarantees"),
            name_en="Zheng Shui",
            name_zh="郑税",
            duties=(Duty.ASSESS_TAX, Duty.READ_LAW),
            start="/officer/tax-bills/",
            office=HARBOUR,
        ),
        Person(
            username="commander",
            role=gettext_noop("Command duty officer"),
            does=gettext_noop("Watches the wall and answers alarms"),
            name_en="Zhi Hui",
            name_zh="智慧",
            duties=(Duty.WATCH_WALL, Duty.ANSWER_ALARM),
            start="/supervisor/wall/",
            office=HARBOUR,
        ),
        Person(
            username="shiftleader",
            role=gettext_noop("Shift leader"),
            does=gettext_noop("Leads the shift: wall, alarms, crews, gates"),
            name_en="Ban Zhang",
            name_zh="班长青",
            duties=(
                Duty.WATCH_WALL,
                Duty.ANSWER_ALARM,
                Duty.DISPATCH_INSPECTION,
                Duty.WORK_GATE,
                Duty.READ_LAW,
            ),
            start="/supervisor/wall/",
            office=HARBOUR,
            language="zh-hans",
        ),
        Person(
            username="auditor",
            role=gettext_noop("Auditor"),
            does=gettext_noop("Reads the journal and the law pack, changes nothing"),
            name_en="Du Shen",
            name_zh="杜审",
            duties=(Duty.READ_JOURNAL, Duty.READ_LAW),
            start="/officer/trail/",
            office="5100",
        ),
        Person(
            username="admin",
            role=gettext_noop("System administrator"),
            does=gettext_noop("Manages accounts and devices, has no business rights"),
            name_en="Guan Li",
            name_zh="管理",
            duties=(Duty.MANAGE_ACCOUNTS,),
            start="/officer/people/",
            office="5100",
        ),
    ]
