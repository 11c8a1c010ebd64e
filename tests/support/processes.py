"""Servers, and what Linux knows of processes: children, command lines, CPU time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server for this block, its output in `log`; `options` are Popen's."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def children(pid: int) -> list[int]:
    """Return the processes that the main thread of a process started. Raises FileNotFoundError."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_lines() -> list[str]:
    """Return the command line of each process that runs."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            found.append(path.read_bytes().replace(b"\0", b" ").decode())
    return found


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and of all its descendants, of the dead ones too."""
    return sum(_ticks(each) for each in _tree(pid)) / _TICKS


def cpu_nanoseconds(pid: int) -> int:
    """Return the CPU time of a process and of all its descendants, of living threads only."""
    found = 0
    for each in _tree(pid):
        for task in Path(f"/proc/{each}/task").glob("*/schedstat"):
            found += int(task.read_text().split()[0])
    return found


def _tree(pid: int) -> list[int]:
    try:
        started = children(pid)
    except FileNotFoundError:  # it has just ended
        return []
    return [*(each for child in started for each in _tree(child)), pid]


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))  # utime, stime, and both of the children that ended
