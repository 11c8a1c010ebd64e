"""One command at a time changes the container, or measures."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from harness.errors import BenchError
from harness.host.paths import LOCK


def holder(path: Path = LOCK) -> str | None:
    """Return the command that is running, with its process and start, or None."""
    with suppress(OSError), path.open() as lock:
        text = lock.read()
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return text
    return None


@contextmanager
def exclusive(path: Path = LOCK, mode: int = 0o755) -> Iterator[None]:
    """Hold the machine's container (or `path`) for this block. Raises BenchError if it is held."""
    try:
        path.parent.mkdir(mode, parents=True, exist_ok=True)
        lock = path.open("a")
    except OSError as error:
        raise BenchError(f"{path} cannot be written: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = holder(path) or "another bench command"
            raise BenchError(f"{running} is running; wait for it or stop it") from None
        lock.truncate(0)
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
        since = f"{datetime.now():%H:%M}"  # noqa: DTZ005 - the user's own clock
        lock.write(f"`{command}` (pid {os.getpid()}, since {since})")
        lock.flush()
        yield
