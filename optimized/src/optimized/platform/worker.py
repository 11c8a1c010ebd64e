"""gunicorn's worker for ASGI: uvicorn with uvloop and httptools, and a stop that loses no request.

Instead of uvicorn-worker, which drops idle connections at once when it stops: nginx may be sending
a POST on one of them, and may not repeat it.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import socket

import uvicorn
from gunicorn.workers.base import Worker

from optimized import environment

CLOSING_SECONDS = 5  # for requests under way and the pools, once connections have been drained
POLL_SECONDS = 0.05


class DrainingServer(uvicorn.Server):
    """Lets open connections end by themselves when it stops.

    It takes no new connections, answers what still comes on the open ones with
    `Connection: close`, and waits until none is left.
    """

    def __init__(self, config: uvicorn.Config, drain_seconds: float) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain the connections for a limited time, then stop."""
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        try:
            async with asyncio.timeout(self._drain_seconds):
                while self.server_state.connections:
                    await self.beat()
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            pass  # whoever keeps an idle connection open so long is cut off
        await super().shutdown(sockets)

    async def beat(self) -> None:
        """Send a heartbeat."""
        if self.config.callback_notify:
            await self.config.callback_notify()


class UvicornWorker(Worker):
    """Serves ASGI, and sends its heartbeats from the event loop."""

    def init_signals(self) -> None:
        """Leave SIGTERM to uvicorn, and show where a worker hung that gunicorn aborts."""
        super().init_signals()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until uvicorn sets its own
        signal.signal(signal.SIGABRT, signal.SIG_DFL)  # uvicorn would catch gunicorn's SystemExit
        faulthandler.enable()

    def run(self) -> None:
        """Serve until SIGTERM."""

        async def beat() -> None:
            self.notify()

        native = environment.choice("PLATFORM_SERVER", "native", "stock") == "native"
        config = uvicorn.Config(
            self.wsgi,
            loop="uvloop" if native else "asyncio",
            http="httptools" if native else "h11",
            ws="none",
            lifespan="auto",
            log_config=None,
            access_log=False,
            server_header=False,
            # nginx passes the Host on as it came. The scheme differs where it speaks TLS; uvicorn
            # reads the variable itself.
            proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
            backlog=self.cfg.backlog,
            timeout_keep_alive=self.cfg.keepalive,
            timeout_notify=0,  # at each of uvicorn's ticks, once a second
            callback_notify=beat,
        )
        server = DrainingServer(config, self.cfg.graceful_timeout - CLOSING_SECONDS)
        # uvicorn and gunicorn would both close the same descriptor
        sockets = [listener.dup() for listener in self.sockets]
        for listener in self.sockets:
            listener.close()
        server.run(sockets=sockets)
