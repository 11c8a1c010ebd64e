"""The circuit that a failed invalidation opens, seen by all processes of the service at once."""

from __future__ import annotations

import fcntl
import mmap
import os
import threading

_SIZE = 16  # two 64-bit counters


class Circuit:
    """Two counters in memory shared between processes: times opened, and times opened at closing.

    Open while they differ. A counter rather than a flag, so that who closes it after changing
    the epoch closes only what had been opened before that change, never a later failure.
    """

    def __init__(self, file: int) -> None:
        """Share the circuit with all processes that have `file`, a descriptor that stays open."""
        self._file = file
        os.ftruncate(file, _SIZE)
        self._counters = memoryview(mmap.mmap(self._file, _SIZE)).cast("Q")
        self._threads = threading.Lock()  # file locks are between processes only

    @property
    def opened(self) -> int:
        """How often the circuit was opened."""
        return self._counters[0]

    def closed(self) -> int | None:
        """Return `opened` while the circuit is closed, None while it is open. Costs 0.1 µs."""
        opened = self._counters[0]
        return opened if opened == self._counters[1] else None

    def open(self) -> None:
        """Let no process trust the cache until the epoch has been changed."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            self._counters[0] += 1
            fcntl.lockf(self._file, fcntl.LOCK_UN)

    def close(self, opened: int) -> None:
        """Close it after a change of the epoch that began when `opened` was read."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            self._counters[1] = max(self._counters[1], opened)
            fcntl.lockf(self._file, fcntl.LOCK_UN)
