"""Computations that note what they were asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from optimized.fastpath.cache.entries import Address, Computed

HERE = Address("entry", "generation:here")
THERE = Address("other", "generation:there")


@dataclass(slots=True)
class Counting:
    """Returns b"1", b"2" and so on, each after `seconds`."""

    seconds: float = 0
    count: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> Computed:
        self.count += 1
        self.begun.set()
        value = b"%d" % self.count
        await asyncio.sleep(self.seconds)
        return Computed(value)


class Many:
    """Computes several values and notes which were asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def __call__(self, missing: Sequence[int]) -> Sequence[bytes]:
        self.asked.append(list(missing))
        return [b"%d" % index for index in missing]
