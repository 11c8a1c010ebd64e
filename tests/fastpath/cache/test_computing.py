"""One computation for all who ask at once."""

from __future__ import annotations

import asyncio

import pytest

from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.fastpath.cache.entry_cache import EntryCache, Found
from tests.fastpath.cache.counting import Counting
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE
from tests.support.servers import Redis


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


async def test_the_first_who_asked_may_leave(cache: EntryCache) -> None:
    compute = Counting(seconds=0.1)
    first = asyncio.create_task(cache.get(HERE, compute))
    others = [asyncio.create_task(cache.get(HERE, compute)) for _ in range(10)]
    await compute.begun.wait()
    first.cancel()
    assert {each.value for each in await asyncio.gather(*others)} == {b"1"}
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_computation_that_nobody_waits_for_is_cancelled(cache: EntryCache) -> None:
    cancelled = asyncio.Event()

    async def compute() -> bytes:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()
        return b""

    asking = [asyncio.create_task(cache.get(HERE, compute)) for _ in range(3)]
    await asyncio.sleep(0.05)
    for each in asking:
        each.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(*asking, return_exceptions=True)
        assert await cache.get(HERE, Counting()) == Found(b"1", hit=False)
        await cancelled.wait()


async def test_a_failed_computation_fails_all_who_wait_and_is_tried_again(
    cache: EntryCache,
) -> None:
    async def fail() -> bytes:
        await asyncio.sleep(0.05)
        raise LookupError

    failed = await asyncio.gather(
        *(cache.get(HERE, fail) for _ in range(5)), return_exceptions=True
    )
    assert [type(each) for each in failed] == [LookupError] * 5
    async with asyncio.timeout(1):  # its lock is not left behind
        assert (await cache.get(HERE, Counting())).value == b"1"


async def test_a_lock_left_by_a_dead_process_delays_but_does_not_stop(
    cache: EntryCache, redis: Redis
) -> None:
    faults.command(redis, "MSET", EPOCH, "1", HERE.generation, "2", "lock:entry:1 2\n", "")
    async with asyncio.timeout(5):
        assert (await cache.get(HERE, Counting())).value == b"1"
