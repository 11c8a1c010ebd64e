"""`./bench` as a user starts it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from harness.conditions import REPOSITORY

SECONDS = 120


@contextmanager
def bench(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command as a shell would, `variables` in its environment; over with the block."""
    process = subprocess.Popen(
        [REPOSITORY / "bench", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a process group of its own, as a terminal gives it
        env={**os.environ, "TERM": "dumb", **variables},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=SECONDS)
