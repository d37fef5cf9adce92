"""A test image is read by the model like every scan, so that its advice tells nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inspection.vision.operations.suggest_reading import suggest_reading


def have_read(
    *, scan_no: str, image_key: str, declared: Sequence[Mapping[str, Any]], now: datetime
) -> bool:
    """Whether a model has read it. Whatever fails in the model room costs only the advice."""
    codes = [str(one.get("code", "")) for one in declared]
    try:
        with transaction.atomic():
            return suggest_reading(
                scan_no=scan_no,
                image_key=image_key,
                container_no="",
                chapters=tuple(code[:2] for code in codes if code),
                now=now,
            )
    except Exception:  # the model room is not trusted with the bench
        return False
