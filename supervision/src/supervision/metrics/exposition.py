"""/metrics of a service: `python -m supervision.metrics.exposition`, on a socket of systemd's.

A process of its own: a service whose workers are all busy would answer when it no longer matters.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from socketserver import BaseServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry, Metric, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

LISTEN_FDS_START = 3
CLIENT_SECONDS = 10


class _Collector(MultiProcessCollector):
    def collect(self) -> Iterable[Metric]:
        """Pass by files that workers have made and not yet given a size: they end a scrape."""
        found = []
        for file in Path(self._path).glob("*.db"):
            with suppress(FileNotFoundError):
                found += [str(file)] if file.stat().st_size else []
        metrics: Iterable[Metric] = self.merge(found)  # type: ignore[no-untyped-call]
        return metrics


class _Handler(WSGIRequestHandler):
    timeout = CLIENT_SECONDS

    def log_message(self, *_: Any) -> None:
        """Say nothing of each scrape."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def __init__(self, listener: socket.socket) -> None:
        """Take a socket that listens already; the base class would make one, and may not."""
        BaseServer.__init__(self, listener.getsockname(), _Handler)
        self.socket = listener
        self.server_name, self.server_port = listener.getsockname()
        self.setup_environ()


def main() -> None:
    """Serve what the workers have written into the unit's runtime directory."""
    registry = CollectorRegistry()
    _Collector(registry, os.environ["RUNTIME_DIRECTORY"])  # type: ignore[no-untyped-call]
    with _Server(socket.socket(fileno=LISTEN_FDS_START)) as server:
        server.set_app(make_wsgi_app(registry))
        server.serve_forever()


if __name__ == "__main__":
    main()
