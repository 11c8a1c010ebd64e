"""What readers find while a write is under way, and after one whose writer was killed."""

from __future__ import annotations

import pytest

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.writes import Writes
from optimized.fastpath.cache.entry_cache import EntryCache, Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.fastpath.cache.counting import HERE, THERE, Counting
from tests.optimized.cache import faults
from tests.support.servers import Redis

CHANGED = [HERE.generation]


@pytest.fixture
def writes(redis: Redis) -> Writes:  # noqa: ARG001
    return configuration.writes()


async def kept(cache: EntryCache) -> bool:
    """Return whether what is computed now is found again."""
    await cache.get(HERE, Counting())
    return (await cache.get(HERE, Counting())).hit


async def test_from_its_announcement_on_nothing_older_is_believed(
    cache: EntryCache, writes: Writes
) -> None:
    await cache.get(HERE, Counting())
    writes.begin(CHANGED)
    assert await cache.get(HERE, Counting(count=1)) == Found(b"2", hit=False)


async def test_until_its_end_nothing_is_kept(cache: EntryCache, writes: Writes) -> None:
    write = writes.begin(CHANGED)
    assert not await kept(cache)
    writes.end(CHANGED, write)
    assert await kept(cache)


async def test_what_no_write_concerns_is_found(cache: EntryCache, writes: Writes) -> None:
    await cache.get(THERE, Counting())
    writes.begin(CHANGED)
    assert (await cache.get(THERE, Counting())).hit


async def test_after_a_flush_in_between_its_end_outdates_what_was_kept_since(
    cache: EntryCache, writes: Writes, redis: Redis
) -> None:
    write = writes.begin(CHANGED)
    faults.command(redis, "FLUSHALL")
    assert await kept(cache)
    writes.end(CHANGED, write)
    assert not (await cache.get(HERE, Counting())).hit


async def test_a_worker_that_connects_leaves_a_write_of_all_entries_under_way(
    store: RedisStore, writes: Writes
) -> None:
    writes.begin(["generation:epoch"])
    await store.close()
    await store.open()
    assert not await store.call("SET", "generation:epoch", "new", "NX")
