"""Versions of a bill: what it said before and after, why, by whom."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from clearance.manifests.models import LineChange, ManifestContainer, ManifestLine
from clearance.manifests.states import Act, ChangeState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import told

FIELDS = (
    "transport_document",
    "gross_weight_kg",
    "pieces",
    "package_kind",
    "goods_name",
    "shipper_name",
    "consignee_name",
    "consignee_address",
    "consignee_uscc",
    "departure_country",
    "container_nos",
)


def as_it_stands(line: ManifestLine) -> dict[str, Any]:
    """The bill's words and amounts as JSON values."""
    values: dict[str, Any] = {
        name: as_json(
            getattr(line, "departure_country_id" if name == "departure_country" else name)
        )
        for name in FIELDS
        if name != "container_nos"
    }
    values["container_nos"] = sorted(line.containers.values_list("container_no", flat=True))
    return values


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return list(value) if isinstance(value, tuple) else value


def keep_version(
    *,
    line: ManifestLine,
    act: Act,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    by: User,
    now: datetime,
    state: ChangeState = ChangeState.APPLIED,
) -> LineChange:
    """Write what changed; an applied change is the bill's next version."""
    changed = [name for name in after if before.get(name) != after[name]]
    if state == ChangeState.APPLIED:
        line.note(version=line.version + 1)
    return LineChange.objects.create(
        line=line,
        act=act,
        version=line.version if state == ChangeState.APPLIED else line.version + 1,
        before={name: before.get(name) for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
        asked_by=by,
        asked_at=now,
        state=state,
        decided_at=now if state == ChangeState.APPLIED else None,
        move=told(at=now, by=by, reason=reason),
    )


def put_containers(*, line: ManifestLine, container_nos: tuple[str, ...]) -> None:
    """The containers under the bill; those that stay keep what is known of them."""
    line.containers.exclude(container_no__in=container_nos).delete()
    there = set(line.containers.values_list("container_no", flat=True))
    ManifestContainer.objects.bulk_create(
        ManifestContainer(
            line=line,
            manifest_id=line.manifest_id,
            container_no=number,
            shared=line.master_id is not None,
        )
        for number in container_nos
        if number not in there
    )
