"""The same yardstick without an ASGI server: asyncio's protocol alone, one request at a time.

It reads no more of a request than its first line, as nginx sends it. Run as `plain.py --fd=N`.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from typing import Any

import uvloop
from application import Backends

ANSWER = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


class Connection(asyncio.Protocol):
    """Answers the requests of one connection."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._received = b""
        self._answering: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport: Any = transport  # uvloop's is no subclass of asyncio's

    def data_received(self, data: bytes) -> None:
        """Answer once the head of a request is complete."""
        self._received += data
        if self._received.endswith(b"\r\n\r\n"):
            _, target, _ = self._received.split(b" ", 2)
            self._received = b""
            self._answering = asyncio.create_task(self._answer(target.decode()))

    async def _answer(self, target: str) -> None:
        path, _, query = target.partition("?")
        body = await self._backends.answer(path, query.encode())
        status = b"404 Not Found" if body is None else b"200 OK"
        self._transport.write(ANSWER % (status, len(body or b"{}"), body or b"{}"))


async def _serve(listener: socket.socket) -> None:
    backends = await Backends.open()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(backends), sock=listener)
    await server.serve_forever()


if __name__ == "__main__":
    inherited = socket.socket(fileno=int(sys.argv[1].removeprefix("--fd=")))
    for _ in range(int(os.environ["WEB_CONCURRENCY"]) - 1):
        if os.fork() == 0:
            break
    uvloop.run(_serve(inherited))
