"""Several threads of several processes ask for one missing entry at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.generation_cache import (
    Address,
    Claim,
    GenerationCache,
)
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, get
from tests.optimized.cache.sharing import circuit_at, meet, processes
from tests.support.servers import Redis

PROCESSES = 3
THREADS = 8
ENTRIES = 20


def ask(directory: Path, number: int) -> int:
    """Ask in THREADS threads for each entry, and return how often this process computed one."""
    cache = configuration.generation_cache(circuit_at(directory / "circuit"))
    computed: list[None] = []

    def compute() -> str:
        computed.append(None)
        time.sleep(0.05)
        return "value"

    meet(directory, number, PROCESSES)
    with ThreadPoolExecutor(THREADS) as threads:
        for entry in range(ENTRIES):
            address = Address(f"entry {entry}", "generation")
            list(threads.map(lambda _: get(cache, compute, address), range(THREADS)))  # noqa: B023
    return len(computed)


def test_each_entry_is_computed_by_one_of_all_who_ask(redis: Redis, tmp_path: Path) -> None:
    with processes(PROCESSES, redis.url) as pool:
        asking = [pool.submit(ask, tmp_path, number) for number in range(PROCESSES)]
        computed = [each.result() for each in asking]
    assert sum(computed) == ENTRIES


def test_whoever_asks_after_a_write_does_not_wait_for_a_computation_from_before(
    cache: GenerationCache, redis: Redis
) -> None:
    before = cache.claim(HERE)
    faults.command(redis, "DEL", HERE.generation)
    after = cache.claim(HERE)
    assert isinstance(before, Claim)
    assert isinstance(after, Claim)
    assert before.lock != after.lock
