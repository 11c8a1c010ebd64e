"""Child processes that end with the block that started them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, and how it ends: the signal, and the seconds until it is killed."""

    arguments: Sequence[str | Path]
    variables: Mapping[str, str]
    directory: Path
    end: signal.Signals = signal.SIGTERM
    end_seconds: float = 10


@contextmanager
def running(command: Command, output: int) -> Iterator[subprocess.Popen[str]]:
    """Run a command for this block; it writes to `output`, a descriptor or subprocess.PIPE.

    It has a session of its own, so that Ctrl-C reaches this process alone.
    """
    process = subprocess.Popen(
        [*_tie(command.end), *command.arguments],
        env=command.variables,
        cwd=command.directory,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process, command)


def _tie(end: signal.Signals) -> list[str]:
    """Return a prefix by which the kernel sends `end` if this process is killed (Linux only)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", end.name.removeprefix("SIG")] if setpriv else []


def _end(process: subprocess.Popen[str], command: Command) -> None:
    process.send_signal(command.end)
    with suppress(subprocess.TimeoutExpired):
        process.wait(command.end_seconds)
    with suppress(ProcessLookupError):  # its group is empty
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
