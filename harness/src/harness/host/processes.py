"""Children that cannot outlive us, whatever ends us."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

# Killing the first of these kills the process id namespace, and so all below it.
_TIED = ("setpriv", "--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--kill-child")
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def tied(
    command: Sequence[str],
    env: Mapping[str, str] | None = None,
    cwd: str | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run `command` with stdout and stderr on one pipe; its whole tree ends with the block."""
    process = subprocess.Popen(
        [*_TIED, "--mount-proc", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=env,
        cwd=cwd,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def uninterrupted(
    command: Sequence[str], env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end: no interrupt reaches it, and one is raised once it has ended.

    For the main thread, the only one that may handle signals.
    """
    with _interrupts_held():  # one amid Popen() would lose the process, and amid wait() leave it
        return subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=env,
            start_new_session=True,
        )


@contextmanager
def _interrupts_held() -> Iterator[None]:
    came: list[int] = []
    handlers = {
        interrupt: signal.signal(interrupt, lambda number, _: came.append(number))
        for interrupt in INTERRUPTS
    }
    try:
        yield
    finally:
        for interrupt, handler in handlers.items():
            signal.signal(interrupt, handler)
        if came:
            signal.raise_signal(came[0])
