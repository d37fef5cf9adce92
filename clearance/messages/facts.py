"""What a message says, before anything is stored."""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one message may hold; the law pack sets it."""

    most_bytes: int
    most_elements: int
    deepest: int


@dataclass(slots=True)
class Node:
    """One element, comment or instruction as written, without its values.

    ``text`` and ``attributes`` name where the value stands: in the fields or among what was
    kept. ``lead`` and ``trail`` are the blanks around the text, ``after`` what follows the node.
    """

    kind: str
    name: str
    namespaces: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, "Where"], ...] = ()
    text: "Where | None" = None
    lead: str = ""
    trail: str = ""
    after: "Where | str" = ""
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Where:
    """A value's place: ``key`` of a field of ours, or the path under which it was kept."""

    is_field: bool
    key: str


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A message with every value accounted for.

    ``fields`` are ours by name, ``kept`` is what has no field of ours, by its path as received.
    ``layout`` holds the order of things, so that the message can be written again from the two.
    ``paths`` tells for each field the path it was read from.
    """

    kind: str
    root: str
    fields: dict[str, str]
    kept: dict[str, str]
    paths: dict[str, str]
    layout: list[Node]
    elements: int

    def get(self, name: str, default: str = "") -> str:
        return self.fields.get(name, default)

    def many(self, name: str) -> list[str]:
        """The prefixes ``name[1]``, ``name[2]`` … that the message holds, in order."""
        return list(self._groups.get(name, ()))

    @cached_property
    def _groups(self) -> dict[str, dict[str, None]]:
        """Once for the whole message: every repeated group with its prefixes."""
        found: dict[str, dict[str, None]] = {}
        for key in self.fields:
            end = key.find("]")
            while end >= 0:
                prefix = key[: end + 1]
                found.setdefault(prefix[: prefix.rindex("[")], {})[prefix] = None
                end = key.find("]", end + 1)
        return found


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something odd about one value; the message is kept all the same.

    ``rule`` says what, ``value`` is what the sentence shows; the reader's language comes later.
    """

    place: str
    rule: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """One step of the way to a value, in the words of the WCO data model."""

    section: str
    position: int | None = None
    tag: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeError:
    """Why something was refused, and where."""

    code: str
    pointers: tuple[Pointer, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeStatement:
    """A sentence or a code for the reader, with a time limit where there is one."""

    type_code: str
    code: str | None = None
    text: str | None = None
    limit: str = ""
    pointers: tuple[Pointer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoticeChange:
    """A change that was made to the declaration."""

    reason: str
    pointers: tuple[Pointer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoticeTax:
    """One tax of one item. Amounts are texts as written, with their currency."""

    type_code: str
    currency: str
    base: str = ""
    deduction: str = ""
    preference: str = ""
    quantity: str = ""
    quantity_unit: str = ""
    rate: str = ""
    assessed: str = ""
    payable: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeItem:
    position: str
    taxes: tuple[NoticeTax, ...] = ()
    has_goods: bool = True


@dataclass(frozen=True, kw_only=True)
class NoticeClaim:
    """An amount that is missing on a guarantee or an account."""

    amount: str
    currency: str
    guarantee: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """An answer of the WCO shape: one function, about one declaration.

    Times are texts of format 304 (``20261121093000Z``); "" is absent, as None is in the rest.
    """

    function: str
    reference: str
    issued: str
    about_reference: str
    about_no: str = ""
    about_version: str = ""
    accepted: str = ""
    rejected: str = ""
    cancelled: str = ""
    status: str = ""
    effective: str = ""
    bank_reference: str = ""
    bank_account: str = ""
    statements: tuple[NoticeStatement, ...] = ()
    changes: tuple[NoticeChange, ...] = ()
    errors: tuple[NoticeError, ...] = ()
    claims: tuple[NoticeClaim, ...] = ()
    items: tuple[NoticeItem, ...] = ()
    country: str = ""
    agency: str = ""
    customization: str = ""
    customization_version: str = ""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a message is: enough to file it, answer it and find it again."""

    kind: str
    reference: str
    function: str
    type_code: str
    country: str
    about_no: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One message through reading, mapping, and writing again.

    ``schema`` is None when no schema could judge it, else the places where it differs.
    """

    mapped: Mapped
    identity: Identity
    remarks: tuple[Remark, ...]
    schema: tuple[Remark, ...] | None
    canonical_hash: str
    same_again: bool

    @property
    def is_known(self) -> bool:
        return self.identity.kind != "unknown"
