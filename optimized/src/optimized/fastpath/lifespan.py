"""ASGI's lifespan protocol: what is opened before the first request and closed after the last."""

from __future__ import annotations

from optimized.fastpath.handler import Application, Send
from optimized.fastpath.lifetime import Lifetime
from optimized.fastpath.request import Receive, Scope


class WithLifespan:
    """An application whose requests come between the beginning and the end of `lifetime`."""

    def __init__(self, application: Application, lifetime: Lifetime) -> None:
        self._application = application
        self._lifetime = lifetime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or the lifespan."""
        if scope["type"] != "lifespan":
            await self._application(scope, receive, send)
            return
        await receive()
        try:
            await self._lifetime.begin()
        except Exception as error:  # noqa: BLE001 - the server is told, and ends
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._lifetime.end()
        await send({"type": "lifespan.shutdown.complete"})
