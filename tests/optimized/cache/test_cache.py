"""Entries while Redis is well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

import pytest

from optimized.customers.infrastructure.cache.cache import Cache
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.entries import Address, Computed, Found
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.customers.infrastructure.cache.redis_store import RedisStore
from tests.optimized.cache import faults
from tests.optimized.cache.counting import HERE, THERE, Counting
from tests.support.servers import Redis


async def test_what_was_computed_is_found_again(cache: Cache) -> None:
    compute = Counting()
    assert await cache.get(HERE, compute) == Found(b"1", hit=False)
    assert await cache.get(HERE, compute) == Found(b"1", hit=True)


async def test_bytes_of_any_kind_come_back_as_they_were(cache: Cache) -> None:
    value = bytes(range(256)) * 40

    async def compute() -> Computed:
        return Computed(value)

    await cache.get(HERE, compute)
    assert await cache.get(HERE, compute) == Found(value, hit=True)


@pytest.mark.parametrize("generation", [HERE.generation, EPOCH])
async def test_what_was_kept_under_another_generation_is_computed_again(
    cache: Cache, redis: Redis, generation: str
) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.command(redis, "DEL", generation)
    assert await cache.get(HERE, compute) == Found(b"2", hit=False)
    assert await cache.get(HERE, compute) == Found(b"2", hit=True)


async def test_another_generation_does_not_matter(cache: Cache, redis: Redis) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.command(redis, "DEL", THERE.generation)
    assert (await cache.get(HERE, compute)).hit


async def test_what_was_read_before_a_write_and_stored_after_it_is_never_believed(
    cache: Cache, redis: Redis
) -> None:
    async def slow_reader() -> Computed:
        faults.command(redis, "DEL", HERE.generation)  # the write, while this has read already
        return Computed(b"old")

    assert (await cache.get(HERE, slow_reader)).value == b"old"
    assert await cache.get(HERE, Counting()) == Found(b"1", hit=False)


async def test_who_asks_after_a_write_does_not_join_a_computation_from_before(
    cache: Cache, redis: Redis
) -> None:
    compute = Counting(seconds=0.2)
    before = asyncio.create_task(cache.get(HERE, compute))
    await compute.begun.wait()
    faults.command(redis, "DEL", HERE.generation)
    after = await cache.get(HERE, compute)
    assert (await before).value == b"1"
    assert after.value == b"2"


async def test_a_flushed_redis_costs_one_computation(cache: Cache, redis: Redis) -> None:
    compute = Counting()
    await cache.get(HERE, compute)
    faults.command(redis, "FLUSHALL")
    assert await cache.get(HERE, compute) == Found(b"2", hit=False)
    assert (await cache.get(HERE, compute)).hit


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


async def test_entries_expire_by_jitter_around_the_time_asked_for(
    cache: Cache, redis: Redis
) -> None:
    for number in range(50):
        await cache.get(Address(f"entry {number}", "generation:here"), Counting())
    lives = {int(faults.command(redis, "PTTL", f"entry {number}")) for number in range(50)}
    assert 260_000 < min(lives) < max(lives) <= 330_000
    assert max(lives) - min(lives) > 10_000


async def test_a_full_redis_evicts_and_the_answers_stay_right(
    store: RedisStore, cache: Cache, redis: Redis
) -> None:
    faults.command(redis, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", "3mb")

    async def compute(number: int) -> Computed:
        return Computed(b"%d" % number * 2000)

    for number in [*range(2000), *range(2000)]:
        address = Address(f"entry {number}", f"generation:{number}")
        found = await cache.get(address, lambda number=number: compute(number))  # type: ignore[misc]
        assert found.value == b"%d" % number * 2000
    assert int(faults.command(redis, "DBSIZE")) < 1000
    assert await store.fetch(["entry 1999"]) != [None]


class Many:
    """Computes several values and notes which were asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def __call__(self, missing: Sequence[int]) -> Sequence[bytes]:
        self.asked.append(list(missing))
        return [b"%d" % index for index in missing]


async def test_of_many_only_the_missing_ones_are_computed(
    cache: Cache, store: RedisStore, redis: Redis
) -> None:
    addresses = [Address(f"row {number}", f"generation:{number}") for number in range(4)]
    compute = Many()
    assert await cache.get_many(addresses, compute) == ([b"0", b"1", b"2", b"3"], False)
    await store.fetch(["row 2"])  # what was put before has been sent by then
    faults.command(redis, "DEL", "generation:1", "row 2")
    assert await cache.get_many(addresses, compute) == ([b"0", b"1", b"2", b"3"], False)
    assert await cache.get_many(addresses, compute) == ([b"0", b"1", b"2", b"3"], True)
    assert compute.asked == [[0, 1, 2, 3], [1, 2]]


async def test_what_was_read_together_with_a_value_is_found_by_itself(cache: Cache) -> None:
    async def compute() -> Computed:
        return Computed(b"page", [(THERE, b"row")])

    await cache.get(HERE, compute)
    assert await cache.get(THERE, Counting()) == Found(b"row", hit=True)


async def test_what_was_read_together_with_a_value_that_is_outdated_by_now_is_not_kept(
    cache: Cache, redis: Redis
) -> None:
    async def compute() -> Computed:
        faults.command(redis, "DEL", HERE.generation, THERE.generation)
        return Computed(b"page", [(THERE, b"row")])

    await cache.get(HERE, compute)
    assert await cache.get(THERE, Counting()) == Found(b"1", hit=False)


class Vanishing(RedisStore):
    """A store in which somebody deletes each generation as soon as it is made."""

    def add(self, key: str, value: str, milliseconds: int | None = None) -> Awaitable[object]:
        added = super().add(key, value, milliseconds)
        self.drop(key)
        return added


async def test_nothing_is_kept_without_generations(redis: Redis, circuit: Circuit) -> None:
    async def compute() -> Computed:
        return Computed(b"page", [(THERE, b"row")])

    store = Vanishing(redis.url, circuit)
    await store.open()
    cache = Cache(store, circuit, seconds=300)
    await cache.get(HERE, compute)
    await cache.get_many([HERE, THERE], Many())
    assert await store.fetch([HERE.key, THERE.key]) == [None, None]
    await store.close()
