"""Circuit breaker in memory shared by all workers: opened by a write that Redis was not told of."""

from __future__ import annotations

import fcntl
import mmap
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SIZE: Final = 24  # three 64-bit counters
_NANOSECONDS: Final = 1_000_000_000


class Circuit:
    """Counts how often it was opened, and how often it had been opened when it was last closed.

    Open while the two differ. Counters rather than a flag, so that whoever closes it after
    changing the epoch closes only what was opened before that change, never a later failure.
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
        with self._locked():
            self._counters[0] += 1

    def close(self, opened: int) -> None:
        """Close it after a change of the epoch that began when `opened` was read."""
        with self._locked():
            self._counters[1] = max(self._counters[1], opened)

    def claim_attempt(self, seconds: float) -> bool:
        """Return whether to try to close it now: one process and thread may every `seconds`."""
        now = time.monotonic_ns()  # the same clock in all processes
        with self._locked():
            if now < self._counters[2]:
                return False
            self._counters[2] = now + int(seconds * _NANOSECONDS)
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
