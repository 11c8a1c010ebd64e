"""One computation for all who ask at once."""

from __future__ import annotations

import asyncio

import pytest

from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.entries import Computed, Found
from tests.optimized.cache import faults
from tests.optimized.fastpath.cache.counting import HERE, Counting
from tests.support.servers import Redis


async def test_many_who_ask_at_once_cause_one_computation(cache: Cache) -> None:
    compute = Counting(seconds=0.05)
    found = await asyncio.gather(*(cache.get(HERE, compute) for _ in range(200)))
    assert {each.value for each in found} == {b"1"}


async def test_the_first_who_asked_may_leave(cache: Cache) -> None:
    compute = Counting(seconds=0.1)
    first = asyncio.create_task(cache.get(HERE, compute))
    others = [asyncio.create_task(cache.get(HERE, compute)) for _ in range(10)]
    await compute.begun.wait()
    first.cancel()
    assert {each.value for each in await asyncio.gather(*others)} == {b"1"}
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_computation_that_nobody_waits_for_is_cancelled(cache: Cache) -> None:
    cancelled = asyncio.Event()

    async def compute() -> Computed:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()
        return Computed(b"")

    asking = [asyncio.create_task(cache.get(HERE, compute)) for _ in range(3)]
    await asyncio.sleep(0.05)
    for each in asking:
        each.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(*asking, return_exceptions=True)
        assert await cache.get(HERE, Counting()) == Found(b"1", hit=False)
        await cancelled.wait()


async def test_a_failed_computation_fails_all_who_wait_and_is_tried_again(cache: Cache) -> None:
    async def fail() -> Computed:
        await asyncio.sleep(0.05)
        raise LookupError

    failed = await asyncio.gather(
        *(cache.get(HERE, fail) for _ in range(5)), return_exceptions=True
    )
    assert [type(each) for each in failed] == [LookupError] * 5
    async with asyncio.timeout(1):  # its lock is not left behind
        assert (await cache.get(HERE, Counting())).value == b"1"


async def test_a_lock_left_by_a_dead_process_delays_but_does_not_stop(
    cache: Cache, redis: Redis
) -> None:
    faults.command(redis, "SET", "lock:entry", "", "PX", "300")
    async with asyncio.timeout(3):
        assert (await cache.get(HERE, Counting())).value == b"1"
