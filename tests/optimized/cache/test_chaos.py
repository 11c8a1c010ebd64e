"""The whole service under load while Redis and its workers suffer whatever they can."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.optimized.cache import clients, faults
from tests.support import services
from tests.support.servers import Redis

FAULTS = 45
CUSTOMERS = 6
MANY = 10**9
VARIANTS = ["six", "six,-async", "all"]


@pytest.fixture(params=VARIANTS)
def service(
    request: pytest.FixtureRequest,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
    redis: Redis,
    tmp_path: Path,
) -> Iterator[services.Service]:
    environment = services.environment(
        "optimized", runtime, REDIS_URL=redis.url, OPTIMIZATIONS=request.param
    )
    with services.running("optimized", environment, tmp_path / "log") as service:
        yield service
    faults.kill(redis)


@pytest.mark.slow
def test_no_answer_is_older_than_an_acknowledged_write(
    service: services.Service, redis: Redis
) -> None:
    chance = random.Random(1)
    over = threading.Event()

    def disturb() -> None:
        try:
            for number in range(FAULTS):
                time.sleep(chance.uniform(0.1, 0.5))
                if number % 9 == 8:
                    os.kill(chance.choice(sorted(service.workers())), signal.SIGKILL)
                else:
                    chance.choice(faults.FAULTS)(redis)
        finally:
            over.set()

    with service.client(Authorization=f"Bearer {services.API_TOKEN}") as client:
        customers = clients.create_customers(client, CUSTOMERS)
        disturbing = threading.Thread(target=disturb)
        disturbing.start()
        history = clients.observe(service, customers, MANY, going=lambda: not over.is_set())
        disturbing.join()
        for each in customers:
            client.delete(f"/api/customers/{each}").raise_for_status()
    print(f"{len(history.reads)} reads, {history.hits:.0%} hits, {len(history.writes)} writes")
    assert not history.violations()
    assert len(history.writes) > FAULTS
    assert history.hits > 0.05
