"""Several entries at once."""

from __future__ import annotations

from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.entries import Address, Computed, Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache import faults
from tests.optimized.fastpath.cache.counting import HERE, THERE, Counting, Many
from tests.support.servers import Redis


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
