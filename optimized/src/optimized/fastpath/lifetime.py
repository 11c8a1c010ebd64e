"""What a worker process opens before it serves and closes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Protocol


class Resource(Protocol):
    """Something that belongs to the event loop of a process."""

    async def open(self) -> None:
        """Get ready to serve."""

    async def close(self) -> None:
        """Let go of everything."""


class Lifetime:
    """Opens resources in order, and closes them in reverse, also if one does not open."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._resources = resources
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        """Open all. Raises what a resource raises that cannot open."""
        async with AsyncExitStack() as stack:
            for resource in self._resources:
                await resource.open()
                stack.push_async_callback(resource.close)
            self._stack = stack.pop_all()

    async def end(self) -> None:
        """Close all."""
        await self._stack.aclose()
