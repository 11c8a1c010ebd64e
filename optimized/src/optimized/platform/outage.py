"""Reads outlast a restart of PostgreSQL in the event loop: those that wait hold no thread."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from optimized.platform.threads import Application, Receive, Scope, Send
from supervision.outage import API, OUTAGE, READS, SECONDS


class RetriedReads:
    """ASGI application whose reads are asked again after they lost the database."""

    def __init__(self, application: Application, waiters: int) -> None:
        """Let at most `waiters` reads wait for the database."""
        self._application = application
        self._free = waiters
        self._returning: asyncio.Task[bool] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        is_http = scope["type"] == "http"
        if not is_http or scope["method"] not in READS or not scope["path"].startswith(API):
            await self._application(scope, receive, send)
            return
        losses, answer = OUTAGE.losses, HeldAnswer(send)
        await self._application(scope, receive, answer.send)
        if answer.held:
            deadline = asyncio.get_running_loop().time() + SECONDS
            while answer.held and OUTAGE.losses > losses and await self._wait(deadline):
                losses, answer = OUTAGE.losses, HeldAnswer(send)
                await self._application(scope, _without_body(receive), answer.send)
            await answer.release()

    async def _wait(self, deadline: float) -> bool:
        """Return whether the database is back in time."""
        if not self._free:
            return False
        self._free -= 1
        if self._returning is None or self._returning.done():  # one thread for all who wait
            self._returning = asyncio.create_task(asyncio.to_thread(OUTAGE.wait))
        try:
            is_back = await asyncio.shield(self._returning)
        finally:
            self._free += 1
        return is_back and asyncio.get_running_loop().time() < deadline


class HeldAnswer:
    """Passes an answer on, but for 503, which it holds."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.held: list[Any] = []

    async def send(self, message: Any) -> None:
        """See ASGI."""
        if self.held or message.get("status") == HTTPStatus.SERVICE_UNAVAILABLE:
            self.held.append(message)
        else:
            await self._send(message)

    async def release(self) -> None:
        """Pass on what is held."""
        for message in self.held:
            await self._send(message)


def _without_body(receive: Receive) -> Receive:
    """Return what a request without a body receives: its end, and then the client's."""
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def again() -> Any:
        return messages.pop() if messages else await receive()

    return again
