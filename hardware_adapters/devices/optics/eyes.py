"""The house's eyes: one confined reader, shared by all cameras, slower than everything else."""

import asyncio
import atexit
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.optics import reader, seals
from hardware_adapters.devices.optics.confined import Confined, TooMuch
from hardware_adapters.devices.optics.reader import Read
from hardware_adapters.devices.optics.seals import SealRead
from hardware_adapters.ports import fault

Answer = TypeVar("Answer")

_reader = Confined(memory_mib=6144, cpu_seconds=60, wall_seconds=90)
_queue = ThreadPoolExecutor(max_workers=32, thread_name_prefix="eyes")  # they only wait
atexit.register(_reader.kill)


async def read(data: bytes) -> Read:
    """Read one picture that was found to be one. Raises ``FrameFault`` when it is too much."""
    return await asyncio.get_running_loop().run_in_executor(_queue, read_now, data)


def are_free() -> bool:
    """Nobody is being read just now; whoever can wait looks here first."""
    return _reader.is_free


async def read_seal(data: bytes) -> SealRead:
    """The number of the seal in one picture. Raises ``FrameFault`` when it is too much."""
    return await asyncio.get_running_loop().run_in_executor(_queue, read_seal_now, data)


def read_now(data: bytes) -> Read:
    return _confined(reader.read_picture, data)


def read_seal_now(data: bytes) -> SealRead:
    return _confined(seals.read_seal_picture, data)


def _confined(work: Callable[[bytes], Answer], data: bytes) -> Answer:
    try:
        return _reader.run(work, data)
    except TooMuch as error:
        raise fault(
            "bytes",
            "picture.too_much",
            _("The picture takes too much to read."),
            _("Send a smaller one."),
        ) from error


def words_now(data: bytes) -> tuple[str, ...]:
    """Every word of one picture that was found to be one, the surest first."""
    try:
        found: tuple[str, ...] = _reader.run(reader.read_words, data)
    except TooMuch as error:
        raise fault(
            "bytes",
            "picture.too_much",
            _("The picture takes too much to read."),
            _("Send a smaller one."),
        ) from error
    return found


async def open_eyes() -> None:
    """Load the models, so that the first picture does not wait for them."""
    await asyncio.to_thread(_reader.run, reader.warm_up)


def close_eyes() -> None:
    _reader.kill()
