"""One command at a time changes the container."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from harness.errors import BenchError
from harness.host.paths import RUN

LOCK = RUN / "lock"


def holder() -> str | None:
    """Return the command that is running, with its process and start, or None."""
    with suppress(OSError), LOCK.open() as lock:
        text = lock.read()
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return text
    return None


@contextmanager
def exclusive() -> Iterator[None]:
    """Hold the machine's container for this block; the kernel lets go if we are killed.

    Raises BenchError where another command holds it or the user may not.
    """
    try:
        RUN.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = LOCK.open("a")
    except PermissionError:
        raise BenchError("the container host needs root: call this with sudo") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = holder() or "another bench command"
            raise BenchError(f"{running} is running; wait for it or stop it") from None
        lock.truncate(0)
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
        since = f"{datetime.now():%H:%M}"  # noqa: DTZ005 - the user's own clock
        lock.write(f"`{command}` (pid {os.getpid()}, since {since})")
        lock.flush()
        yield
