"""Questions about locks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import QuerySet

from clearance.gates.models import Lock
from clearance.gates.states import LockState
from customs_portal.kit.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class LockView:
    id: int
    kind: str
    number: str
    reason: str
    owner: str
    unlocker: str
    state: str
    state_label: str
    placed_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    lifted_by: str
    lift_reason: str

    @property
    def is_active(self) -> bool:
        return self.state == LockState.ACTIVE


@dataclass(frozen=True, kw_only=True)
class LockSearch:
    number: str = ""
    state: str = ""

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state = words.get("state", "")
        return cls(
            number=words.get("q", "").strip().upper()[:24],
            state=state if state in LockState.values else "",
        )


def find_locks(*, search: LockSearch) -> QuerySet[Lock]:
    rows = Lock.objects.select_related("owner", "unlocker", "lifted_by")
    if search.state:
        rows = rows.filter(state=search.state)
    if search.number:
        rows = rows.filter(number=search.number)
    return rows.order_by("-placed_at", "-id")


def lock_of(*, lock_id: int) -> LockView:
    """Raises ``NotFound``."""
    rows = lock_views(find_locks(search=LockSearch()).filter(pk=lock_id))
    if not rows:
        raise NotFound(field="lock_id")
    return rows[0]


def lock_views(rows: Iterable[Lock]) -> list[LockView]:
    return [
        LockView(
            id=row.pk,
            kind=row.kind,
            number=row.number,
            reason=row.reason,
            owner=row.owner.get_username(),
            unlocker=row.unlocker.get_username(),
            state=row.state,
            state_label=row.get_state_display(),
            placed_at=row.placed_at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
            lifted_by=row.lifted_by.get_username() if row.lifted_by else "",
            lift_reason=row.lift_reason,
        )
        for row in rows
    ]
