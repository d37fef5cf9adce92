"""The limits of a process that opens the bytes of strangers; standard library only."""

import resource


def hold_memory(most_bytes: int) -> None:
    """No more address space than this, and no core file when it dies of it."""
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def hold_time(seconds: int, *, for_good: bool = True) -> None:
    """This much processor time from now on; ``for_good`` when no later call may give more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit if for_good else resource.RLIM_INFINITY))


def write_nothing() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def confine(*, memory: int, cpu_seconds: int) -> None:
    """Everything at once: afterwards neither file, socket nor child can be opened."""
    hold_memory(memory)
    write_nothing()
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    hold_time(cpu_seconds)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
