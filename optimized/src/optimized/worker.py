"""A worker process: uvicorn with uvloop and httptools, and an end that loses no request."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from typing import Any

import uvicorn
from django.utils.module_loading import import_string

# Longer than nginx keeps an idle connection to an upstream: by then it has closed its own.
DRAIN_SECONDS = 20
POLL_SECONDS = 0.05
BACKLOG = 2048


class DrainingServer(uvicorn.Server):
    """Tells `ready` when it serves, and lets open connections end by themselves.

    At the end it takes no new connections, answers what still comes on the open ones with
    `Connection: close`, and waits until none is left: nginx loses no request, not even a POST
    that it may not repeat.
    """

    def __init__(self, config: uvicorn.Config, ready: int) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the pools, begin to accept, and say so."""
        await super().startup(sockets)
        if self.started:
            os.write(self._ready, struct.pack("i", os.getpid()))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nothing, close each connection after its next answer, then end."""
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while self.server_state.connections:  # noqa: ASYNC110 - uvicorn has no event
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            pass  # whoever keeps an idle connection open so long is cut off
        await super().shutdown(sockets)


def load() -> Any:
    """Return the application. Raises ImproperlyConfigured."""
    return import_string("optimized.asgi.application")


def run(application: Any, listener: socket.socket, ready: int) -> None:
    """Serve until SIGTERM; write the process's id to `ready` once its pools are open."""
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="auto",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=True,
        proxy_headers=False,  # nginx passes the Host on as it came, and speaks HTTP as it does
        backlog=BACKLOG,
    )
    DrainingServer(config, ready).run(sockets=[listener])
