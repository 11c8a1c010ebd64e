"""Entries of the fast path's cache: see the base's fresh_entries.py."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.customers.infrastructure.cache.writes import GENERATIONS, Writes
from optimized.fastpath.cache.entry_cache import EntryCache, Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache.entries import HERE
from tests.optimized.cache.fresh_entries import DuringWrites, FreshEntries
from tests.support.servers import Redis


class TestEntries(FreshEntries):
    """In tasks."""


class TestDuringWrites(DuringWrites):
    """In tasks."""


class Vanishing(RedisStore):
    """A store in which somebody deletes generations as soon as they are made."""

    def call(self, *command: str | bytes | int) -> Awaitable[Any]:
        answer = super().call(*command)
        if GENERATIONS in command:
            super().call("DEL", EPOCH, HERE.generation)
        return answer


async def test_nothing_is_found_without_its_generations(redis: Redis, circuit: Circuit) -> None:
    async def compute() -> bytes:
        return b"page"

    store = Vanishing(redis.url, circuit)
    await store.open()
    cache = EntryCache(store, circuit, seconds=300)
    for _ in range(2):
        assert await cache.get(HERE, compute) == Found(b"page", hit=False)
    await store.close()


async def test_a_worker_that_connects_leaves_a_write_of_all_entries_under_way(
    store: RedisStore, writes: Writes
) -> None:
    writes.begin([EPOCH])
    await store.close()
    await store.open()
    assert not await store.call("SET", EPOCH, "new", "NX")
