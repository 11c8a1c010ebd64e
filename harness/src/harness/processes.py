"""Children that cannot outlive us, whatever ends us."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def raise_interrupts() -> None:
    """Make an interrupt an exception: every block cleans up, undisturbed by a second one."""

    def interrupted(number: int, _frame: object) -> None:
        for interrupt in INTERRUPTS:
            signal.signal(interrupt, signal.SIG_IGN)
        sys.exit(128 + number)

    for interrupt in INTERRUPTS:
        signal.signal(interrupt, interrupted)


@contextmanager
def running(
    command: Sequence[str | Path],
    end: signal.Signals = signal.SIGKILL,
    seconds: float = 10,
    **options: Any,
) -> Iterator[subprocess.Popen[str]]:
    """Run a command for this block, with `options` of Popen; it is sent `end`, then killed.

    It has a session of its own, so that Ctrl-C reaches this process alone; where there is setpriv
    (Linux), the kernel sends `end` if this process is killed.
    """
    setpriv = shutil.which("setpriv")
    tie = [setpriv, "--pdeathsig", end.name.removeprefix("SIG")] if setpriv else []
    with subprocess.Popen(
        [*tie, *command],
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        start_new_session=True,
        **options,
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(end)
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
            with suppress(ProcessLookupError):  # its group is empty
                os.killpg(process.pid, signal.SIGKILL)


def captured(command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end and return its text output and status, with `options` of run."""
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def tied(
    command: Sequence[str | Path], **options: Any
) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run `command` with stdout and stderr on one pipe; its whole tree ends with the block."""
    both = {**options, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    # Killing unshare kills the process id namespace, and so all below it.
    namespace = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
    root = os.geteuid() == 0  # else its process group is what ends
    return running([*namespace, *command] if root else command, **both)


def uninterrupted(
    command: Sequence[str], env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end in the main thread; an interrupt is raised once it has ended."""
    came: list[int] = []  # one amid Popen() would lose the process, and amid wait() leave it
    handlers = {each: signal.signal(each, lambda n, _: came.append(n)) for each in INTERRUPTS}
    try:
        return captured(command, stdin=subprocess.DEVNULL, env=env, start_new_session=True)
    finally:
        for interrupt, handler in handlers.items():
            signal.signal(interrupt, handler)
        if came:
            signal.raise_signal(came[0])
