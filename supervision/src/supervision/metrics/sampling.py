"""What is true of a worker at a moment: its pools, and the requests that it is serving."""

from __future__ import annotations

import time
from threading import Thread

from prometheus_client import Gauge

from supervision.metrics.pools import POOLS
from supervision.metrics.requests import Requests

SECONDS = 1.0


def _gauge(name: str, help_text: str, *labels: str) -> Gauge:
    return Gauge(name, help_text, labels, multiprocess_mode="livesum", registry=None)


class Sampler:
    """Looks once a second, so that requests pay nothing for it."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._in_progress = _gauge("http_requests_in_progress", "Requests that workers serve.")
        self._size = _gauge("pool_size", "Connections or threads that workers have.", "pool")
        self._busy = _gauge("pool_busy", "Those of them that are in use.", "pool")
        self._waiting = _gauge("pool_waiting", "Requests that wait for one of them.", "pool")
        _gauge("workers", "Worker processes that serve.").set(1)

    def start(self) -> None:
        """Begin to look, until the process ends."""
        Thread(target=self._repeat, name="metrics", daemon=True).start()

    def sample(self) -> None:
        """Look once."""
        self._in_progress.set(self._requests.in_progress)
        for pool, usage in POOLS.items():
            now = usage()
            self._size.labels(pool).set(now.size)
            self._busy.labels(pool).set(now.busy)
            self._waiting.labels(pool).set(now.waiting)

    def _repeat(self) -> None:
        while True:
            self.sample()
            time.sleep(SECONDS)
