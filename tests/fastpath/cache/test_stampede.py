"""Several processes ask for one missing entry at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import uvloop

from optimized.customers.infrastructure.cache.generation_cache import Address
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.cache.redis_store import RedisStore
from tests.fastpath.cache.counting import Counting
from tests.optimized.cache.sharing import circuit_at, meet, processes
from tests.support.servers import Redis

PROCESSES = 3
ASKERS = 50
ENTRIES = 20


def ask(url: str, directory: Path, number: int) -> int:
    """Ask ASKERS times for each entry, and return how many this process computed."""
    circuit = circuit_at(directory / "circuit")

    async def main() -> int:
        store = RedisStore(url, circuit, seconds=10)
        await store.open()
        cache = EntryCache(store, circuit, seconds=300)
        compute = Counting(seconds=0.05)
        for entry in range(ENTRIES):
            address = Address(f"entry {entry}", "generation")
            await asyncio.gather(*(cache.get(address, compute) for _ in range(ASKERS)))
        await store.close()
        return compute.count

    meet(directory, number, PROCESSES)
    return uvloop.run(main())


def test_each_entry_is_computed_by_one_of_all_who_ask(redis: Redis, tmp_path: Path) -> None:
    with processes(PROCESSES, redis.url) as pool:
        asking = [pool.submit(ask, redis.url, tmp_path, number) for number in range(PROCESSES)]
        computed = [each.result() for each in asking]
    assert sum(computed) == ENTRIES
