"""Waits in an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import repeat

SECONDS = 30


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what must become true soon. Raises TimeoutError."""
    async with asyncio.timeout(SECONDS):
        for wait in repeat(0.01):
            if await condition():
                return
            await asyncio.sleep(wait)
