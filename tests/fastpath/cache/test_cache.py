"""Entries while Redis is well."""

from __future__ import annotations

from optimized.customers.infrastructure.cache.generation_cache import Address
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.fastpath.cache.entry_cache import EntryCache, Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.fastpath.cache.counting import HERE, Counting
from tests.optimized.cache import faults
from tests.support.servers import Redis


async def test_what_was_computed_is_found_again(cache: EntryCache) -> None:
    compute = Counting()
    assert await cache.get(HERE, compute) == Found(b"1", hit=False)
    assert await cache.get(HERE, compute) == Found(b"1", hit=True)


async def test_what_the_epoch_alone_outdates_is_kept_at_once(
    cache: EntryCache, redis: Redis
) -> None:
    faults.command(redis, "FLUSHALL")
    compute, reference = Counting(), Address("cities", EPOCH)
    assert await cache.get(reference, compute) == Found(b"1", hit=False)
    assert await cache.get(reference, compute) == Found(b"1", hit=True)


async def test_bytes_of_any_kind_come_back_as_they_were(cache: EntryCache) -> None:
    value = bytes(range(256)) * 40

    async def compute() -> bytes:
        return value

    await cache.get(HERE, compute)
    assert await cache.get(HERE, compute) == Found(value, hit=True)


async def test_entries_expire_by_jitter_around_the_time_asked_for(
    cache: EntryCache, redis: Redis
) -> None:
    for number in range(50):
        await cache.get(Address(f"entry {number}", "generation:here"), Counting())
    lives = {int(faults.command(redis, "PTTL", f"entry {number}")) for number in range(50)}
    assert 260_000 < min(lives) < max(lives) <= 330_000
    assert max(lives) - min(lives) > 10_000


async def test_a_full_redis_evicts_and_the_answers_stay_right(
    store: RedisStore, cache: EntryCache, redis: Redis
) -> None:
    faults.command(redis, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", "3mb")

    async def compute(number: int) -> bytes:
        return b"%d" % number * 2000

    for number in [*range(2000), *range(2000)]:
        address = Address(f"entry {number}", f"generation:{number}")
        found = await cache.get(address, lambda number=number: compute(number))  # type: ignore[misc]
        assert found.value == b"%d" % number * 2000
    assert int(faults.command(redis, "DBSIZE")) < 1000
    assert await store.call("GET", "entry 1999") is not None
