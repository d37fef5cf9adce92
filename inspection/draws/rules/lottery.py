"""The lottery: pools as Merkle trees, lots as HMAC, so that a stranger can compute both again.

Every lot is HMAC-SHA-256. The key is the day's secret, whose SHA-256 was published before, and for
the draw of a pool also the beacon, which was fixed after the pool. Nothing here knows tables; the
script that checks a day (``verify_draw.py``) shares no line with this file.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

PERMILLE = 1000


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def day_secret(*, master: str, day: str) -> str:
    """The secret of one day: 64 hex digits that tell nothing of any other day's."""
    return _hmac(master.encode(), f"draws of {day}").hex()


def commitment_of(*, secret: str) -> str:
    """What is published before the first draw of the day."""
    return sha256(secret)


def nonce_of(*, master: str, kind: str, reference: str) -> str:
    """What hides a reference among all that could be guessed; only its firm is told."""
    return _hmac(master.encode(), f"blind\n{kind}\n{reference}").hex()[:32]


def blind_id(*, nonce: str, kind: str, reference: str) -> str:
    """The name of a subject in public."""
    return sha256(f"{nonce}\n{kind}\n{reference}")


def beacon_of(*, head: str, public_value: str) -> str:
    """The head of the journal after the cut-off, and a value that the office did not make."""
    return sha256(f"{head}\n{public_value}")


def pool_key(*, secret: str, beacon: str) -> bytes:
    """What keys the lots of a pool: the secret and then the beacon, 64 bytes."""
    return bytes.fromhex(secret + beacon)


def lot_of(key: bytes, subject_id: str) -> int:
    """The lot of a subject, 0 to 999: it is drawn when its lot lies below its rate."""
    return as_permille(_hmac(key, subject_id))


def as_permille(digest: bytes) -> int:
    """A digest as a number from 0 to 999, each as likely as the other."""
    return int.from_bytes(digest, "big") * PERMILLE >> 256


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """A subject as it lies in the pool: ``rate`` permille."""

    subject_id: str
    kind: str
    grade: str
    rate: int

    @property
    def leaf(self) -> str:
        return f"S|{self.subject_id}|{self.kind}|{self.grade}|{self.rate}"


@dataclass(frozen=True, kw_only=True)
class OnPost:
    """An officer of the pool, with the open orders in hand."""

    officer: str
    duty: str
    place: str
    workload: int

    @property
    def leaf(self) -> str:
        return f"O|{self.officer}|{self.duty}|{self.place}|{self.workload}"


@dataclass(frozen=True, kw_only=True)
class KeptOut:
    """An officer who must not be drawn. The public sees the digest of the reason."""

    officer: str
    reason: str
    logged_at: str

    @property
    def leaf(self) -> str:
        return f"X|{self.officer}|{sha256(self.reason)}|{self.logged_at}"


def head_leaf(
    *, draw_no: str, place: str, cut_off: str, commitment: str, source: str, crew_size: int
) -> str:
    """The pool's own leaf: it makes every root the root of one draw only."""
    return f"D|{draw_no}|{place}|{cut_off}|{commitment}|{source}|{crew_size}"


def in_order(leaves: Iterable[str]) -> list[str]:
    """The canonical order: by the bytes of the leaves."""
    return sorted(leaves, key=str.encode)


def root_of(leaves: Sequence[str]) -> str:
    """Merkle tree hash of RFC 6962 over the leaves as they lie."""
    return _levels(leaves)[-1][0].hex()


def path_of(leaves: Sequence[str], *, at: int) -> list[str]:
    """The audit path of RFC 6962: what with this leaf gives the root."""
    path = []
    for level in _levels(leaves)[:-1]:
        beside = at ^ 1
        if beside < len(level):
            path.append(level[beside].hex())
        at >>= 1
    return path


def drawn_of(ballots: Iterable[Ballot], *, key: bytes) -> list[str]:
    """Who is drawn: every subject whose lot lies below its rate, by id."""
    of = hmac.new(key, digestmod="sha256")
    found = []
    for one in ballots:
        lot = of.copy()
        lot.update(one.subject_id.encode())
        if as_permille(lot.digest()) < one.rate:
            found.append(one.subject_id)
    return sorted(found)


def crew_of(
    subject_id: str, *, key: bytes, root: str, officers: Collection[str], size: int
) -> tuple[str, ...]:
    """Who opens it: the officers of the pool by rising lot over subject, pool and name."""
    return tuple(
        sorted(officers, key=lambda officer: _hmac(key, f"{subject_id}|{root}|{officer}"))[:size]
    )


def in_drawn_order(
    *, secret: str, who: str, beacon: str, turn: int, pool: Collection[str]
) -> tuple[str, ...]:
    """A pool by rising lot, for one order or one analyst; the order of ``pool`` does not matter.

    Every lot is made over the digest of the whole pool: whoever is added or left out changes
    every lot.
    """
    digest = sha256("\n".join(sorted(set(pool))))

    def lot(name: str) -> bytes:
        return _hmac(secret.encode(), "\n".join((who, beacon, str(turn), digest, name)))

    return tuple(sorted(set(pool), key=lot))


def next_scan(*, secret: str, analyst: str, turn: int, waiting: Collection[str]) -> list[str]:
    """The scans in the order in which chance gives them to an analyst who asks."""
    return list(in_drawn_order(secret=secret, who=analyst, beacon="", turn=turn, pool=waiting))


def single_lot(*, secret: str, subject_id: str) -> int:
    """A lot that falls by itself during the day, 0 to 999."""
    return as_permille(_hmac(secret.encode(), f"lot\n{subject_id}"))


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.digest(key, message.encode(), "sha256")


def _levels(leaves: Sequence[str]) -> list[list[bytes]]:
    sha = hashlib.sha256
    level = [sha(b"\0" + leaf.encode()).digest() for leaf in leaves]
    levels = [level]
    while len(level) > 1:
        paired = [
            sha(b"\1" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
        levels.append(level)
    return levels
