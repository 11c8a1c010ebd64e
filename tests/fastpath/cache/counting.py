"""Computations that note what they were asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counting:
    """Returns b"1", b"2" and so on, each after `seconds`."""

    seconds: float = 0
    count: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> bytes:
        self.count += 1
        self.begun.set()
        value = b"%d" % self.count
        await asyncio.sleep(self.seconds)
        return value
