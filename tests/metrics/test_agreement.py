"""Counters agree with what clients count, whatever dies meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
import pytest

from tests.metrics.conftest import Observed
from tests.support.services import Service
from tests.support.waiting import until

CLIENTS = 4
REQUESTS = 200
SUBJECTS = [
    "naive",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("six", "synchronous")),
    "all",
]
ROUTE = "/api/customers/{id}"


def ask(service: Service, number: int) -> Iterator[int]:
    """Ask until so many answers have come, over new connections if need be; yield each status."""
    with service.client() as client:
        answers = 0
        for customer in count(1):
            if answers == number:
                return
            try:
                yield client.get(f"/api/customers/{1 + customer % 100}").status_code
                answers += 1
            except httpx.TransportError:
                continue  # its worker is dead


def load(service: Service, pool: ThreadPoolExecutor) -> list[int]:
    """Return all clients' answers; a worker is killed meanwhile."""
    streams = [ask(service, REQUESTS // CLIENTS) for _ in range(CLIENTS)]
    first = [next(stream) for stream in streams]
    rest = [pool.submit(list, stream) for stream in streams]
    before = service.workers()
    os.kill(min(before), signal.SIGKILL)
    until(lambda: bool(service.workers() - before))
    return first + [status for each in rest for status in each.result()]


@pytest.mark.parametrize("observed", SUBJECTS, indirect=True)
def test_counts_agree_over_the_death_of_a_worker_and_a_restart(observed: Observed) -> None:
    before = observed.exposition.total(route=ROUTE)
    statuses: list[int] = []
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in range(2):
            with observed.start() as service:
                statuses += load(service, pool)
    assert statuses == [200] * 2 * REQUESTS
    counted = observed.exposition.total(route=ROUTE) - before
    assert counted == pytest.approx(2 * REQUESTS, rel=0.01)
