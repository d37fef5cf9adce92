"""One message, read, mapped, judged and written again; nothing is stored."""

from datetime import date

from lxml import etree

from clearance.messages.facts import Checked, Identity, Limits, Remark
from clearance.messages.rules.identity import identity_of
from clearance.messages.rules.mapping import map_tree
from clearance.messages.rules.reading import read_tree
from clearance.messages.rules.remarks import remarks_on
from clearance.messages.rules.schemas import Schemas, schemas_in
from clearance.messages.rules.writing import canonical, digest, write_message
from customs_portal.registry import law

MOST_DIFFERENCES = 20


def limits_on(*, on: date, at_the_door: bool) -> Limits:
    """The bounds in force on the day; a request may hold less than a file."""
    where = "_at_the_door" if at_the_door else ""
    return Limits(
        most_bytes=int(law.ask(f"message.most_bytes{where}", on=on).value),
        most_elements=int(law.ask(f"message.most_elements{where}", on=on).value),
        deepest=int(law.ask("message.deepest", on=on).value),
    )


def check_message(*, data: bytes, on: date, limits: Limits, schemas: Schemas) -> Checked:
    """Raises ``MessageNotReadable``; anything else about the message is said in the answer."""
    root = read_tree(data, limits=limits)
    mapped = map_tree(root)
    identity = identity_of(mapped)
    before = canonical(root)
    lists, own = _lists(identity, on=on)
    return Checked(
        mapped=mapped,
        identity=identity,
        remarks=remarks_on(mapped, lists=lists, country=identity.country, has_own_lists=own),
        schema=_judged(root, schemas),
        canonical_hash=digest(before),
        same_again=canonical(_again(write_message(mapped))) == before,
    )


def schemas_of(*, folder: str) -> Schemas:
    """The operator's schemas; without a folder nothing is judged by a schema."""
    return schemas_in(folder)


def _again(written: bytes) -> etree._Element:
    """Our own writing, parsed with the same care."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    return etree.fromstring(written, parser)


def _lists(identity: Identity, *, on: date) -> tuple[dict[str, str], bool]:
    """The code lists of the day, a country's own before those that all share."""
    lists = dict(law.ask("message.codes.WCO", on=on).value)
    if not identity.country.isalpha():
        return lists, False
    try:
        own = law.ask(f"message.codes.{identity.country}", on=on).value
    except law.LawGap:
        return lists, False
    return lists | dict(own), True


def _judged(root: etree._Element, schemas: Schemas) -> tuple[Remark, ...] | None:
    if not schemas:
        return None
    differences = schemas.differences(root)
    if differences is None:
        return None
    return tuple(
        Remark(place=f"{one.path} (line {one.line})", rule="schema", value=one.text)
        for one in differences[:MOST_DIFFERENCES]
    )
