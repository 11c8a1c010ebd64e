"""Readers and writers side by side: no answer is older than the last acknowledged write.

The tests of a cache are those of `Consistency`, with its way to `read` in another process.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.optimized.cache import faults, items
from tests.optimized.cache.history import History, Read
from tests.optimized.cache.sharing import processes
from tests.support import servers
from tests.support.servers import PostgreSQL, Redis
from tests.support.waiting import until

READING_PROCESSES = 2
READS = 30_000
MORE_READS = 120_000
MISTAKE_READS = 20_000
MANY = 10**9


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    """One for all tests, as for the processes that they share."""
    with servers.redis() as server:
        yield server
        faults.kill(server)


@pytest.fixture(scope="module")
def pool(redis: Redis) -> Iterator[ProcessPoolExecutor]:
    with processes(READING_PROCESSES + 1, redis.url) as pool:
        yield pool


@pytest.fixture
def place(postgresql_server: PostgreSQL, redis: Redis, tmp_path: Path) -> Iterator[items.Place]:
    faults.command(redis, "FLUSHALL")
    postgresql_server.createdb("items")
    database = postgresql_server.dsn("items")
    items.create(database)
    yield items.Place(database, tmp_path)
    postgresql_server.psql("postgres", "DROP DATABASE items WITH (FORCE)")


class Consistency(ABC):
    """What holds for a cache whatever happens to Redis."""

    @staticmethod
    @abstractmethod
    def read(place: items.Place, seed: int, quota: int) -> list[Read]:
        """Read `quota` times, or until it is done."""

    def run(
        self,
        place: items.Place,
        pool: ProcessPoolExecutor,
        reads: int,
        invalidation: str = "generations",
    ) -> History:
        """Read `reads` times in all, or until it is done, while others write."""
        quota = reads // READING_PROCESSES
        try:
            writing = pool.submit(items.write, place, invalidation)
            reading = [
                pool.submit(self.read, place, seed, quota) for seed in range(READING_PROCESSES)
            ]
            seen = [read for each in reading for read in each.result()]
        finally:
            place.done.touch()
        return History(writing.result(), seen)

    @pytest.mark.parametrize("reads", [READS, pytest.param(MORE_READS, marks=pytest.mark.slow)])
    def test_no_answer_is_older_than_the_last_acknowledged_write(
        self, place: items.Place, pool: ProcessPoolExecutor, reads: int
    ) -> None:
        history = self.run(place, pool, reads)
        assert not history.violations()
        assert len(history.reads) >= reads
        assert len(history.writes) > reads / 120
        assert history.hits > 0.3

    @pytest.mark.parametrize("mistake", ["forgotten", "entries", "early"])
    def test_a_mistake_in_the_invalidation_is_found(
        self, place: items.Place, pool: ProcessPoolExecutor, mistake: str
    ) -> None:
        history = self.run(place, pool, MISTAKE_READS, mistake)
        assert history.violations()

    @pytest.mark.parametrize("fault", faults.FAULTS)
    def test_whatever_happens_to_redis_no_answer_is_too_old(
        self,
        place: items.Place,
        pool: ProcessPoolExecutor,
        redis: Redis,
        fault: Callable[[Redis], None],
    ) -> None:
        over: list[int] = []

        def disturb() -> None:
            try:
                until(lambda: all(place.begun(seed).exists() for seed in range(READING_PROCESSES)))
                time.sleep(0.5)  # the cache is warm
                fault(redis)
                over.append(time.monotonic_ns())
                time.sleep(1)  # and in use again
            finally:
                place.done.touch()

        disturbing = threading.Thread(target=disturb)
        disturbing.start()
        history = self.run(place, pool, MANY)
        disturbing.join()
        assert not history.violations()
        assert len(history.reads) > 500
        assert any(read.hit for read in history.reads if read.started > over[0])
