"""The CPU time that Linux has counted for processes."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


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
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:  # it has just ended
        return []
    return [*(each for child in children for each in _tree(int(child))), pid]


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))  # utime, stime, and both of the children that ended
