"""The machine's CPUs, shared between the container and the load generator beside it."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

FEWEST = 4  # with two, a generator confined to one would be what limits a fast service


def shared(available: Collection[int] | None = None) -> tuple[Sequence[int], Sequence[int]]:
    """Return the CPUs of the services and those of the load generator: all where there are few."""
    cpus = sorted(os.sched_getaffinity(0) if available is None else available)
    half = len(cpus) // 2
    return (cpus, cpus) if len(cpus) < FEWEST else (cpus[:half], cpus[half:])


def manager_conf() -> str:
    """Return what keeps everything that a systemd starts on the CPUs of the services."""
    return f"[Manager]\nCPUAffinity={','.join(map(str, shared()[0]))}\n"


def pin() -> None:
    """Keep this process and what it starts on the CPUs of the load generator."""
    os.sched_setaffinity(0, shared()[1])
