"""Readers and writers side by side: no answer is older than the last acknowledged write."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fastpath.cache import items
from tests.optimized.cache import faults
from tests.optimized.cache.history import Read, Write, violations
from tests.support.servers import PostgreSQL, Redis

READING_PROCESSES = 2
ALL_READS = 40_000
MANY = 10**9


@dataclass(frozen=True, slots=True)
class History:
    """What all processes saw."""

    writes: list[Write]
    reads: list[Read]

    @property
    def hits(self) -> float:
        """The part of the reads that the cache answered."""
        return sum(read.hit for read in self.reads) / len(self.reads)


@pytest.fixture
def place(postgresql_server: PostgreSQL, redis: Redis, tmp_path: Path) -> Iterator[items.Place]:
    postgresql_server.createdb("items")
    database = f"host={postgresql_server.socket_directory} dbname=items user=postgres"
    items.create(database)
    yield items.Place(database, redis.url, tmp_path)
    postgresql_server.psql("postgres", "DROP DATABASE items WITH (FORCE)")


def run(place: items.Place, reads: int, invalidation: str = "generations") -> History:
    """Read `reads` times in all, or until it is done, while others write."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(READING_PROCESSES + 1, mp_context=spawn) as pool:
        try:
            writing = pool.submit(items.write, place, invalidation)
            quota = reads // READING_PROCESSES
            reading = [
                pool.submit(items.read, place, seed, quota) for seed in range(READING_PROCESSES)
            ]
            seen = [read for each in reading for read in each.result()]
        finally:
            place.done.touch()
        return History(writing.result(), seen)


def test_no_answer_is_older_than_the_last_acknowledged_write(place: items.Place) -> None:
    history = run(place, ALL_READS)
    assert not list(violations(history.writes, history.reads))
    assert len(history.reads) >= ALL_READS
    assert len(history.writes) > 500
    assert history.hits > 0.3


@pytest.mark.parametrize("mistake", ["forgotten", "entries"])
def test_a_mistake_in_the_invalidation_is_found(place: items.Place, mistake: str) -> None:
    history = run(place, ALL_READS // 6, mistake)
    assert list(violations(history.writes, history.reads))


def _pause(redis: Redis) -> None:
    for seconds in (0.05, 0.15, 0.4):
        with faults.paused(redis):
            time.sleep(seconds)
        time.sleep(0.3)


def _restart(redis: Redis) -> None:
    faults.kill(redis)
    time.sleep(0.3)
    with faults.started_again(redis):
        time.sleep(2)  # longer than between two tries to connect


def _fill(redis: Redis) -> None:
    faults.command(redis, "CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1")
    time.sleep(0.5)
    faults.command(redis, "CONFIG", "SET", "maxmemory", "0")
    time.sleep(0.5)


def _empty(redis: Redis) -> None:
    for _ in range(10):
        faults.command(redis, "FLUSHALL")
        time.sleep(0.1)


def _disconnect(redis: Redis) -> None:
    for _ in range(10):
        faults.command(redis, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        time.sleep(0.1)


@pytest.mark.parametrize("fault", [_pause, _restart, _fill, _empty, _disconnect])
def test_whatever_happens_to_redis_no_answer_is_too_old(
    place: items.Place, redis: Redis, fault: Callable[[Redis], None]
) -> None:
    def disturb() -> None:
        try:
            while not all(place.begun(seed).exists() for seed in range(READING_PROCESSES)):
                time.sleep(0.05)
            time.sleep(0.5)  # the cache is warm
            fault(redis)
            time.sleep(0.5)  # and in use again
        finally:
            place.done.touch()

    disturbing = threading.Thread(target=disturb)
    disturbing.start()
    history = run(place, MANY)
    disturbing.join()
    assert not list(violations(history.writes, history.reads))
    assert len(history.reads) > 1000
    assert any(read.hit for read in history.reads[-len(history.reads) // 10 :])
