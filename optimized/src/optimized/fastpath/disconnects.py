"""Requests whose clients disconnect before they are answered."""

from __future__ import annotations

import asyncio
from typing import Any

from optimized.platform.threads import Receive

CHECK_SECONDS = 0.5


class DisconnectWatch:
    """Cancels a request's task once its client is gone.

    Only what takes long is worth a task that listens to the client: one timer looks for requests
    that have been running since its last tick.
    """

    def __init__(self) -> None:
        self._running: dict[asyncio.Task[Any], Receive] = {}
        self._listening: dict[asyncio.Task[Any], asyncio.Task[None]] = {}
        self._seen: set[asyncio.Task[Any]] = set()
        self._gone: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, request: asyncio.Task[Any], receive: Receive) -> None:
        """Watch a request from now on."""
        self._running[request] = receive
        if self._timer is None:
            self._timer = request.get_loop().call_later(CHECK_SECONDS, self._tick)

    def cancelled(self, request: asyncio.Task[Any]) -> bool:
        """Return whether it was cancelled because its client is gone."""
        return request in self._gone

    def end(self, request: asyncio.Task[Any]) -> None:
        """Stop watching it."""
        del self._running[request]
        self._gone.discard(request)
        if listening := self._listening.pop(request, None):
            listening.cancel()

    def _tick(self) -> None:
        self._timer = None
        for request in self._seen & self._running.keys() - self._listening.keys():
            self._listening[request] = asyncio.create_task(self._listen(request))
        self._seen = set(self._running)
        if self._running:
            self._timer = asyncio.get_running_loop().call_later(CHECK_SECONDS, self._tick)

    async def _listen(self, request: asyncio.Task[Any]) -> None:
        receive = self._running[request]
        message = await receive()
        if message["type"] == "http.request":  # the empty body
            message = await receive()
        if message["type"] == "http.disconnect":
            self._gone.add(request)
            request.cancel()
