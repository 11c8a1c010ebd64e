"""What outdates entries, and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.customers.infrastructure.cache.writes import GENERATIONS
from optimized.fastpath.cache.entry_cache import EntryCache, Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.fastpath.cache.counting import HERE, THERE, Counting
from tests.optimized.cache import faults
from tests.support.servers import Redis


@pytest.mark.parametrize("generation", [HERE.generation, EPOCH])
async def test_what_was_kept_under_another_generation_is_computed_again(
    cache: EntryCache, redis: Redis, generation: str
) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.command(redis, "DEL", generation)
    assert await cache.get(HERE, compute) == Found(b"2", hit=False)
    assert await cache.get(HERE, compute) == Found(b"2", hit=True)


async def test_another_generation_does_not_matter(cache: EntryCache, redis: Redis) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.command(redis, "DEL", THERE.generation)
    assert (await cache.get(HERE, compute)).hit


async def test_what_was_read_before_a_write_and_stored_after_it_is_never_believed(
    cache: EntryCache, redis: Redis
) -> None:
    async def slow_reader() -> bytes:
        faults.command(redis, "DEL", HERE.generation)  # the write, while this has read already
        return b"old"

    assert (await cache.get(HERE, slow_reader)).value == b"old"
    assert await cache.get(HERE, Counting()) == Found(b"1", hit=False)


async def test_who_asks_after_a_write_does_not_join_a_computation_from_before(
    cache: EntryCache, redis: Redis
) -> None:
    compute = Counting(seconds=0.2)
    before = asyncio.create_task(cache.get(HERE, compute))
    await compute.begun.wait()
    faults.command(redis, "DEL", HERE.generation)
    after = await cache.get(HERE, compute)
    assert (await before).value == b"1"
    assert after.value == b"2"


async def test_a_flushed_redis_costs_one_computation(cache: EntryCache, redis: Redis) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.command(redis, "FLUSHALL")
    assert await cache.get(HERE, compute) == Found(b"2", hit=False)
    assert (await cache.get(HERE, compute)).hit


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
