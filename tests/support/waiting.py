"""Waiting for a condition that can only be asked for."""

from __future__ import annotations

import time
from collections.abc import Callable

WAIT_SECONDS = 120
PATIENCE = 10  # seconds for Redis where a test wants no fault: a busy machine is none


def until(condition: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    """Wait for a condition. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
