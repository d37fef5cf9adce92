"""A process of its own for pictures from outside: little memory, little time, no files.

Whatever opens the bytes of a stranger (decoder, text recogniser) runs in here. A picture that
blows up takes this process down and nothing else.
"""

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, TypeVar

from customs_portal.confined.limits import hold_memory, hold_time, write_nothing

Answer = TypeVar("Answer")

MEBIBYTE = 1024 * 1024
NICE = 10


class TooMuch(Exception):
    """The work died of its limits, or took longer than it may."""


class Confined:
    """One confined worker, started when it is first needed and again after it died."""

    def __init__(self, *, memory_mib: int, cpu_seconds: int, wall_seconds: float) -> None:
        self.memory_mib = memory_mib
        self.cpu_seconds = cpu_seconds
        self.wall_seconds = wall_seconds
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def submit(self, work: Callable[..., Answer], *args: Any) -> "Future[Answer]":
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    max_workers=1,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_confine,
                    initargs=(self.memory_mib, os.getpid()),
                )
            return self._pool.submit(_in_time, self.cpu_seconds, work, args)

    def run(self, work: Callable[..., Answer], *args: Any) -> Answer:
        """Wait for our turn, do it, wait for it. Raises ``TooMuch`` when a limit was hit."""
        with self._turn:
            return self._run(work, *args)

    @property
    def is_free(self) -> bool:
        return not self._turn.locked()

    def _run(self, work: Callable[..., Answer], *args: Any) -> Answer:
        try:
            return self.submit(work, *args).result(timeout=self.wall_seconds)
        except FutureTimeout as error:
            self.kill()
            raise TooMuch("it took too long") from error
        except (BrokenExecutor, MemoryError) as error:
            self.kill()
            raise TooMuch("it needed too much memory or time") from error

    def kill(self) -> None:
        """End the worker at once; the next call starts a new one."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is None:
            return
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            with contextlib.suppress(Exception):
                process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


def _confine(memory_mib: int, parent: int) -> None:
    hold_memory(memory_mib * MEBIBYTE)
    os.nice(NICE)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """A killed parent leaves no worker behind."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(1)
    os._exit(0)


def _in_time(cpu_seconds: int, work: Callable[..., Answer], args: tuple[Any, ...]) -> Answer:
    write_nothing()  # our own code is loaded by now
    hold_time(cpu_seconds, for_good=False)
    return work(*args)
