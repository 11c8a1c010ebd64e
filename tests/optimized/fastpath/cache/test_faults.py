"""Entries while Redis is away, slow or full: right, and without a wait for each question."""

from __future__ import annotations

import asyncio
import time

import pytest

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.entries import Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache import faults
from tests.optimized.fastpath.cache.counting import HERE, Counting
from tests.optimized.fastpath.cache.waiting import until
from tests.support.servers import Redis


@pytest.fixture
def invalidation(redis: Redis, circuit: Circuit) -> CacheInvalidation:  # noqa: ARG001
    return CacheInvalidation(configuration.writes(), circuit)


async def again(cache: Cache) -> None:
    """Return once the cache keeps what is computed; b"1", from before, it must not answer."""
    compute = Counting(count=1)

    async def hit() -> bool:
        found = await cache.get(HERE, compute)
        assert found.value != b"1"
        return found.hit

    await until(hit)


async def test_a_killed_redis_leaves_the_database(cache: Cache, redis: Redis) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.kill(redis)
    assert await cache.get(HERE, compute) == Found(b"2", hit=False)


async def test_a_redis_that_is_started_again_is_used_again(cache: Cache, redis: Redis) -> None:
    await cache.get(HERE, Counting())
    faults.kill(redis)
    with faults.started_again(redis):
        await again(cache)


async def test_a_redis_started_from_an_old_dump_is_not_believed(cache: Cache, redis: Redis) -> None:
    await cache.get(HERE, Counting())
    faults.command(redis, "SAVE")
    faults.kill(redis)
    with faults.started_again(redis):
        assert faults.command(redis, "EXISTS", HERE.key, EPOCH) == "2"
        await again(cache)


async def test_without_redis_at_the_start_the_cache_begins_once_it_is_there(
    redis: Redis, circuit: Circuit
) -> None:
    faults.kill(redis)
    store = RedisStore(redis.url, circuit)
    await store.open()
    cache = Cache(store, circuit, 300)
    assert not (await cache.get(HERE, Counting())).hit
    with faults.started_again(redis):
        await again(cache)
    await store.close()


async def test_a_paused_redis_delays_no_more_than_the_questions_in_flight(
    cache: Cache, redis: Redis
) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    with faults.paused(redis):
        started = time.monotonic()
        await asyncio.gather(*(cache.get(HERE, compute) for _ in range(20)))
        assert time.monotonic() - started < 1
        started = time.monotonic()
        for _ in range(200):
            assert not (await cache.get(HERE, compute)).hit
        assert time.monotonic() - started < 0.1

    async def first_again() -> bool:
        return (await cache.get(HERE, compute)).value == b"1"

    await until(first_again)


async def test_a_write_that_redis_does_not_hear_of_is_seen_by_all_who_ask_later(
    cache: Cache, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    await cache.get(HERE, Counting())
    with faults.paused(redis):
        invalidation.reference_changes()()

    async def closed() -> bool:
        return circuit.closed() is not None

    # the pause is over and the entry still there, under the generations it was read with
    assert circuit.closed() is None
    assert await cache.get(HERE, Counting(count=1)) == Found(b"2", hit=False)
    await until(closed)
    assert await cache.get(HERE, Counting(count=2)) == Found(b"3", hit=False)


async def test_while_the_circuit_is_open_no_write_waits(
    redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    circuit.open()
    with faults.paused(redis):
        started = time.monotonic()
        for customer_id in range(1000):
            invalidation.customer_changes(customer_id)()
        assert time.monotonic() - started < 0.1


async def test_what_is_computed_while_the_circuit_opens_is_not_kept(
    cache: Cache, redis: Redis, circuit: Circuit
) -> None:
    compute = Counting(seconds=0.1)
    asked = asyncio.create_task(cache.get(HERE, compute))
    await compute.begun.wait()
    circuit.open()
    await asked
    assert faults.command(redis, "EXISTS", HERE.key) == "0"


async def test_a_write_outdates_in_a_redis_that_refuses_to_store(
    cache: Cache, redis: Redis, invalidation: CacheInvalidation
) -> None:
    await cache.get(HERE, Counting())
    faults.command(redis, "CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1")
    invalidation.reference_changes()()
    for count in range(1, 4):
        assert await cache.get(HERE, Counting(count=count)) == Found(b"%d" % (count + 1), hit=False)
    faults.command(redis, "CONFIG", "SET", "maxmemory", "0")
    await again(cache)


async def test_the_first_write_after_a_restart_is_not_lost(
    redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    invalidation.reference_changes()()
    faults.kill(redis)
    with faults.started_again(redis):
        faults.command(redis, "SET", EPOCH, "1")
        invalidation.reference_changes()()
        assert faults.command(redis, "EXISTS", EPOCH) == "0" or circuit.closed() is None
