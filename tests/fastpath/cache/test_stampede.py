"""Several processes ask for one missing entry at once."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import uvloop

from optimized.customers.infrastructure.cache.generation_cache import Address
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.cache.redis_store import RedisStore
from tests.fastpath.cache.counting import Counting
from tests.fastpath.cache.waiting import until
from tests.optimized.cache.sharing import circuit_at
from tests.support.servers import Redis

PROCESSES = 3
ASKERS = 50
ENTRIES = 20


def ask(url: str, circuit: Path) -> int:
    """Ask ASKERS times for each entry, and return how many this process computed."""

    async def main() -> int:
        store = RedisStore(url, circuit_at(circuit), seconds=10)
        await store.open()
        cache = EntryCache(store, circuit_at(circuit), seconds=300)
        await _join(store)
        compute = Counting(seconds=0.05)
        for entry in range(ENTRIES):
            address = Address(f"entry {entry}", "generation")
            await asyncio.gather(*(cache.get(address, compute) for _ in range(ASKERS)))
        await store.close()
        return compute.count

    return uvloop.run(main())


async def _join(store: RedisStore) -> None:
    """Wait until all processes are here."""
    mine = 0
    while not await store.call("SET", f"here {mine}", "", "NX"):
        mine += 1
    everyone = [f"here {number}" for number in range(PROCESSES)]

    async def all_here() -> bool:
        return None not in await store.call("MGET", *everyone)

    await until(all_here)


def test_each_entry_is_computed_by_one_of_all_who_ask(redis: Redis, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        asking = [pool.submit(ask, redis.url, tmp_path / "circuit") for _ in range(PROCESSES)]
        computed = [each.result() for each in asking]
    assert sum(computed) == ENTRIES
