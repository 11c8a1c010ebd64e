"""Entries while Redis is away, slow or full: right, and without a wait for each question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pytest_django import Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.fastpath.cache.entry_cache import EntryCache, Found
from optimized.fastpath.cache.redis_connection import RedisConnection
from optimized.fastpath.cache.redis_store import RedisStore
from tests.fastpath.cache.counting import HERE, Counting
from tests.fastpath.cache.waiting import until
from tests.optimized.cache import faults
from tests.support.servers import Redis

QUESTIONS = 200
SERIAL_SECONDS = 2 * QUESTIONS * configuration.ANSWER_SECONDS  # if each one waited by itself


@pytest.fixture
def redis(redis: Redis, settings: Settings) -> Redis:
    settings.CACHES = configuration.backends(redis.url)
    return redis


@pytest_asyncio.fixture
async def store(redis: Redis, circuit: Circuit) -> AsyncIterator[RedisStore]:
    store = RedisStore(redis.url, circuit)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def invalidation(redis: Redis, circuit: Circuit) -> CacheInvalidation:  # noqa: ARG001
    return CacheInvalidation(configuration.writes(), circuit)


async def again(cache: EntryCache) -> None:
    """Return once the cache keeps what is computed; b"1", from before, it must not answer."""
    compute = Counting(count=1)

    async def hit() -> bool:
        found = await cache.get(HERE, compute)
        assert found.value != b"1"
        return found.hit

    await until(hit)


async def test_a_killed_redis_leaves_the_database(cache: EntryCache, redis: Redis) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.kill(redis)
    assert await cache.get(HERE, compute) == Found(b"2", hit=False)


async def test_a_redis_that_is_started_again_is_used_again(cache: EntryCache, redis: Redis) -> None:
    await cache.get(HERE, Counting())
    faults.kill(redis)
    with faults.started_again(redis):
        await again(cache)


async def test_a_redis_started_from_an_old_dump_is_not_believed(
    cache: EntryCache, redis: Redis
) -> None:
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
    cache = EntryCache(store, circuit, 300)
    assert not (await cache.get(HERE, Counting())).hit
    with faults.started_again(redis):
        await again(cache)
    await store.close()


async def test_an_error_that_nobody_expects_does_not_end_the_cache(
    cache: EntryCache, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, failed = RedisConnection.to, asyncio.Event()

    async def fail_once(url: str, seconds: float) -> RedisConnection:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("a handle that is closed")
        return await connect(url, seconds)

    monkeypatch.setattr(RedisConnection, "to", fail_once)
    faults.kill(redis)
    with faults.started_again(redis):
        await again(cache)
    assert failed.is_set()


async def test_a_paused_redis_delays_no_more_than_the_questions_in_flight(
    cache: EntryCache, redis: Redis
) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    with faults.paused(redis):
        async with asyncio.timeout(SERIAL_SECONDS / 2):
            await asyncio.gather(*(cache.get(HERE, compute) for _ in range(QUESTIONS)))
            for _ in range(QUESTIONS):
                assert not (await cache.get(HERE, compute)).hit

    async def first_again() -> bool:
        return (await cache.get(HERE, compute)).value == b"1"

    await until(first_again)


async def test_a_write_that_redis_does_not_hear_of_is_seen_by_all_who_ask_later(
    cache: EntryCache, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
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


async def test_what_is_computed_while_the_circuit_opens_is_not_kept(
    cache: EntryCache, redis: Redis, circuit: Circuit
) -> None:
    compute = Counting(seconds=0.1)
    asked = asyncio.create_task(cache.get(HERE, compute))
    await compute.begun.wait()
    circuit.open()
    await asked
    assert faults.command(redis, "EXISTS", HERE.key) == "0"
