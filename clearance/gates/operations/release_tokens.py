"""Release tokens: the pass as a signed line of text, for the driver's phone and the lanes.

The key is derived from the installation's secret, so every process signs alike and nothing
more has to be kept; former secrets still verify (``SECRET_KEY_FALLBACKS``).
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clearance.gates.models import GatePass, Lock, Truck
from clearance.gates.states import LockState, PassState
from customs_portal.registry import law
from hardware_adapters.facts import ReleaseToken, TokenFault, UnlockAuthority, read_token


def public_keys() -> list[str]:
    """What lanes trust, as hexadecimal digits; the first belongs to the present secret."""
    return [key.public_key().public_bytes_raw().hex() for key in _keys()]


def token_of(*, gate_pass: GatePass, tag_id: str = "") -> str:
    """The token of a pass; the same pass gives the same text."""
    on = timezone.localdate(gate_pass.approved_at or gate_pass.applied_at)
    return ReleaseToken(
        pass_no=gate_pass.pass_no,
        plate_no=gate_pass.plate_no,
        container_no=gate_pass.container_no,
        tag_id=tag_id,
        seal_no=gate_pass.seal_no,
        direction=_direction(gate_pass),
        total_kg=gate_pass.declared_total_kg,
        tolerance_permille=int(law.ask("gate.weight_tolerance_permille", on=on).value),
        valid_until=gate_pass.valid_until,
    ).signed(_keys()[0])


def authority_to_unlock(*, device_code: str, order_no: int, valid_until: datetime) -> str:
    """What opens one smart safety lock for one order."""
    return UnlockAuthority(
        device_code=device_code, order_no=order_no, valid_until=valid_until
    ).signed(_keys()[0])


def tokens_in_force(*, now: datetime, pass_no: str = "", limit: int = 20_000) -> dict[str, str]:
    """Tokens by pass number: approved, in time, not locked. Three queries for any number."""
    rows = GatePass.objects.filter(
        state__in=[PassState.APPROVED, PassState.PASSED_FIRST], valid_until__gte=now
    )
    if pass_no:
        rows = rows.filter(pass_no=pass_no)
    passes = list(rows.exclude(_locked(now)).order_by("id")[:limit])
    tags = _tags(one.plate_no for one in passes)
    return {
        one.pass_no: token_of(gate_pass=one, tag_id=tags.get(one.plate_no, "")) for one in passes
    }


def passes_under(*, kind: str, number: str) -> list[str]:
    """Numbers of the approved passes that a lock on this number stops."""
    field = {"CONTAINER": "container_no", "PASS": "pass_no", "DECLARATION": "declaration_no"}
    rows = GatePass.objects.filter(
        state__in=[PassState.APPROVED, PassState.PASSED_FIRST], **{field[kind]: number}
    )
    return list(rows.values_list("pass_no", flat=True))


def token_behind(*, text: str) -> ReleaseToken:
    """Raises ``TokenFault``."""
    return read_token(text, keys=[key.public_key() for key in _keys()])


def read_code(*, text: str) -> tuple[str, str]:
    """Pass number and fault of what a driver showed.

    Only a signed code is an identity. What is no pass code at all says nothing; one whose
    signature is wrong is a fault.
    """
    try:
        return token_behind(text=text).pass_no, ""
    except TokenFault as fault:
        return "", fault.rule if fault.rule == "SIGNATURE" else ""


def _direction(gate_pass: GatePass) -> str:
    if gate_pass.state == PassState.PASSED_FIRST:
        return "IN" if gate_pass.direction == "OUT" else "OUT"
    return gate_pass.direction


def _locked(now: datetime) -> Q:
    active = Lock.objects.filter(state=LockState.ACTIVE).filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    )
    return (
        Q(Exists(active.filter(kind=Lock.Kind.PASS, number=OuterRef("pass_no"))))
        | Q(Exists(active.filter(kind=Lock.Kind.CONTAINER, number=OuterRef("container_no"))))
        | Q(Exists(active.filter(kind=Lock.Kind.DECLARATION, number=OuterRef("declaration_no"))))
    )


def _tags(plates: Iterable[str]) -> dict[str, str]:
    rows = Truck.objects.filter(plate_no__in=set(plates), is_active=True).exclude(tag_id="")
    return dict(rows.values_list("plate_no", "tag_id"))


def _keys() -> list[Ed25519PrivateKey]:
    return [_key_of(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@cache
def _key_of(secret: str) -> Ed25519PrivateKey:
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gate release tokens").derive(
        secret.encode()
    )
    return Ed25519PrivateKey.from_private_bytes(seed)
