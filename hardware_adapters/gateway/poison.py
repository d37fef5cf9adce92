"""When our own code fails on a frame: try again, then set the frame aside and go on."""

import logging
import traceback
from collections.abc import Awaitable, Callable
from pathlib import PurePath

from prometheus_client import Counter

log = logging.getLogger(__name__)

ATTEMPTS = 3
FIRST_PAUSE = 0.2
SET_ASIDE = Counter(
    "gateway_frames_set_aside",
    "Frames on which the hub's own code failed again and again",
    ["kind", "error"],
)

Taking = Callable[[], Awaitable[None]]


def is_of_the_surroundings(error: Exception) -> bool:
    """A full disk or a lost peer passes; the frame is not to blame and must not be lost."""
    return isinstance(error, OSError) and error.errno is not None


def where(error: Exception) -> str:
    """The kind of error and the line of code; never its text, which may hold what was sent."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    at = "".join(f" at {PurePath(one.filename).name}:{one.lineno}" for one in last)
    return f"{type(error).__name__}{at}"
