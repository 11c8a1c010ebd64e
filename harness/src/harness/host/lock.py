"""One command at a time changes the container."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from harness.errors import BenchError
from harness.host.paths import RUN


@contextmanager
def exclusive() -> Iterator[None]:
    """Hold the machine's container for this block; the kernel lets go if we are killed.

    Raises BenchError where another command holds it or the user may not.
    """
    try:
        RUN.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = (RUN / "lock").open("w")
    except PermissionError:
        raise BenchError("the container host needs root: call this with sudo") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BenchError("another bench command is at work here: wait for its end") from None
        yield
