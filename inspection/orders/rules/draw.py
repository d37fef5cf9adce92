"""The lottery that names a crew, so that anyone can compute it again.

The day's secret is fixed before the day's first draw: its SHA-256 is published then, the secret
itself after the day. Every officer of the pool gets a lot, HMAC-SHA256 under the secret over the
order number, the beacon, the round, the digest of the whole pool and the officer's name; the
lowest lots are the crew. Whoever is added to the pool or left out changes every lot.
"""

import hashlib
import hmac
from collections.abc import Collection


def commitment_of(*, secret: str) -> str:
    """What is published before the first draw of the day."""
    return hashlib.sha256(secret.encode()).hexdigest()


def pool_digest(*, pool: Collection[str]) -> str:
    """SHA-256 over the user names of the pool, sorted, joined by line feeds."""
    return hashlib.sha256("\n".join(sorted(set(pool))).encode()).hexdigest()


def lot_of(
    *, secret: str, order_no: str, beacon: str, round_no: int, digest: str, officer: str
) -> str:
    message = "\n".join((order_no, beacon, str(round_no), digest, officer))
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def in_drawn_order(
    *, secret: str, order_no: str, beacon: str, round_no: int, pool: Collection[str]
) -> tuple[str, ...]:
    """The pool by rising lot; the order in which ``pool`` is given does not matter."""
    digest = pool_digest(pool=pool)

    def lot(officer: str) -> str:
        return lot_of(
            secret=secret,
            order_no=order_no,
            beacon=beacon,
            round_no=round_no,
            digest=digest,
            officer=officer,
        )

    return tuple(sorted(set(pool), key=lot))


def is_fair(
    *,
    secret: str,
    commitment: str,
    order_no: str,
    beacon: str,
    round_no: int,
    pool: Collection[str],
    crew: Collection[str],
) -> bool:
    """True when the secret is the committed one and gives exactly this crew, in this order."""
    drawn = in_drawn_order(
        secret=secret, order_no=order_no, beacon=beacon, round_no=round_no, pool=pool
    )
    same_secret = hmac.compare_digest(commitment_of(secret=secret), commitment)
    return same_secret and drawn[: len(crew)] == tuple(crew)
