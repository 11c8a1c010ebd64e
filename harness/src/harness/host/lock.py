"""One command at a time changes the container."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from harness.errors import BenchError
from harness.host.paths import RUN


@dataclass(frozen=True, slots=True)
class Holder:
    """The command that holds the lock, its process and when it started."""

    command: str
    pid: int
    since: str

    def __str__(self) -> str:
        """Return the command as a message names it."""
        return f"`{self.command}` (pid {self.pid}, since {self.since})"


def _path() -> Path:
    return RUN / "lock"


def holder() -> Holder | None:
    """Return the command that is running, or None."""
    with suppress(OSError, ValueError), _path().open() as lock:
        text = lock.read()
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Holder(**json.loads(text))
    return None


@contextmanager
def exclusive() -> Iterator[None]:
    """Hold the machine's container for this block; the kernel lets go if we are killed.

    Raises BenchError where another command holds it or the user may not.
    """
    try:
        RUN.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = _path().open("a")
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
        lock.write(json.dumps(asdict(Holder(command, os.getpid(), f"{datetime.now():%H:%M}"))))  # noqa: DTZ005 - the user's own clock
        lock.flush()
        yield
