"""The fast path's cache while Redis is away or slow: see the base's faulty_redis.py."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from redis.exceptions import ConnectionError as AwayError

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.cache.redis_connection import RedisConnection
from optimized.fastpath.cache.redis_store import RedisStore
from tests.fastpath.cache.counting import Counting
from tests.fastpath.cache.waiting import until
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, Ask, is_used_again
from tests.optimized.cache.faulty_redis import FaultyRedis
from tests.support.servers import Redis
from tests.support.waiting import PATIENCE

QUESTIONS = 200
SERIAL_SECONDS = 2 * QUESTIONS * configuration.ANSWER_SECONDS  # if each one waited by itself


@pytest.fixture
def patient() -> bool:
    return False


class TestFaults(FaultyRedis):
    """In tasks."""


async def test_without_redis_at_the_start_the_cache_begins_once_it_is_there(
    redis: Redis, circuit: Circuit
) -> None:
    faults.kill(redis)
    store = RedisStore(redis.url, circuit)
    await store.open()
    cache = EntryCache(store, circuit, 300)

    async def hit() -> bool:
        return (await cache.get(HERE, Counting())).hit

    assert not await hit()
    with faults.started_again(redis):
        await until(hit)
    await store.close()


def test_an_error_that_nobody_expects_does_not_end_the_cache(
    ask: Ask, redis: Redis, monkeypatch: pytest.MonkeyPatch
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
        is_used_again(ask)
    assert failed.is_set()


async def test_it_closes_although_a_cancellation_is_lost_while_it_connects(
    circuit: Circuit, monkeypatch: pytest.MonkeyPatch
) -> None:
    connecting = asyncio.Event()

    async def lose_one(_url: str, _seconds: float) -> RedisConnection:
        connecting.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        raise AwayError("Redis is away")

    monkeypatch.setattr(RedisConnection, "to", lose_one)
    store = RedisStore("unix:///nowhere", circuit)
    store.wake()
    await connecting.wait()
    async with asyncio.timeout(PATIENCE):
        await store.close()


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
