"""ASGI's lifespan protocol: what is opened before the first request and closed after the last."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Protocol

from optimized.platform.threads import Application, Receive, Scope, Send


class Resource(Protocol):
    """Something that belongs to the event loop of a process."""

    async def open(self) -> None:
        """Get ready to serve."""

    async def close(self) -> None:
        """Let go of everything."""


class Lifespan:
    """ASGI wrapper that opens resources at start-up and closes them at shutdown."""

    def __init__(self, application: Application, resources: Sequence[Resource]) -> None:
        self._application = application
        self._resources = resources

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or the lifespan."""
        if scope["type"] != "lifespan":
            await self._application(scope, receive, send)
            return
        await receive()
        try:
            stack = await self.open()
        except Exception as error:  # noqa: BLE001 - the server is told, and ends
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await stack.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def open(self) -> AsyncExitStack:
        """Open all in order, and return what closes them in reverse, also if one does not open."""
        async with AsyncExitStack() as stack:
            for resource in self._resources:
                await resource.open()
                stack.push_async_callback(resource.close)
            return stack.pop_all()
