"""A hint to the sockets that watch a topic: there is news. Never the news itself."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

log = logging.getLogger(__name__)


def hint(group: str, **payload: Any) -> None:
    """Tell every socket in ``group`` to look; lost hints are healed by sequence numbers.

    ``payload`` must be small and JSON-like. A broker that is away is logged and forgiven:
    the news itself stands in the database.
    """
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group, {"type": "hint", **payload})
    except Exception:  # the broker's own error types differ by layer
        log.warning("hint to %s could not be sent", group, exc_info=True)
