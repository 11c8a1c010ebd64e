"""The cache of development: Django's local memory in place of Redis."""

from __future__ import annotations

import pytest
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ImproperlyConfigured

from optimized.customers.infrastructure.cache import keys
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.writes import LocalWrites
from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.configuration import make_store
from optimized.fastpath.cache.entries import Address, Found
from tests.optimized.fastpath.cache.counting import Counting

ROW = Address("row", keys.row_generation(7))


@pytest.fixture
def memory(request: pytest.FixtureRequest) -> BaseCache:
    return LocMemCache(request.node.name, {"KEY_FUNCTION": keys.as_written})


async def test_it_finds_what_was_kept_until_a_writer_outdates_it(
    memory: BaseCache, circuit: Circuit
) -> None:
    cache = Cache(make_store("", 1, memory, circuit), circuit, seconds=300)
    compute = Counting()
    assert await cache.get(ROW, compute) == Found(b"1", hit=False)
    assert await cache.get(ROW, compute) == Found(b"1", hit=True)
    invalidation = CacheInvalidation(LocalWrites(memory), circuit)
    invalidation.customer_changes(7)()
    assert await cache.get(ROW, compute) == Found(b"2", hit=False)


def test_several_workers_cannot_share_it(memory: BaseCache, circuit: Circuit) -> None:
    with pytest.raises(ImproperlyConfigured, match="WEB_CONCURRENCY=1"):
        make_store("", 2, memory, circuit)
