"""The fast path's cache in front of a Redis of each test's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import pytest
import pytest_asyncio
import uvloop

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.configuration import ANSWER_SECONDS
from optimized.customers.infrastructure.cache.generation_cache import Address
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache.conftest import circuit, invalidation, patient, redis, writes
from tests.optimized.cache.entries import HERE, Answer, Ask
from tests.support import servers
from tests.support.waiting import PATIENCE, WAIT_SECONDS

__all__ = ["circuit", "invalidation", "patient", "redis", "writes"]  # fixtures


def pytest_asyncio_loop_factories(
    item: pytest.Item,
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Have the connection tested on both event loops: it speaks to their transports itself."""
    loops = {"asyncio": asyncio.new_event_loop}
    if item.path.stem == "test_connection":
        loops["uvloop"] = uvloop.new_event_loop
    return loops


@pytest.fixture
def new_store(redis: servers.Redis, circuit: Circuit, *, patient: bool) -> Callable[[], RedisStore]:
    """Makes a store that is not open yet."""
    return lambda: RedisStore(redis.url, circuit, PATIENCE if patient else ANSWER_SECONDS)


@pytest_asyncio.fixture
async def store(new_store: Callable[[], RedisStore]) -> AsyncIterator[RedisStore]:
    store = new_store()
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def cache(store: RedisStore, circuit: Circuit) -> EntryCache:
    return EntryCache(store, circuit, seconds=300)


@pytest.fixture
def ask(new_store: Callable[[], RedisStore], circuit: Circuit) -> Iterator[Ask]:
    """Asks from outside of the event loop, which runs on while Redis fails."""
    loop = uvloop.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(WAIT_SECONDS)

    store = new_store()
    cache = EntryCache(store, circuit, seconds=300)

    def ask(compute: Callable[[], bytes], address: Address = HERE) -> Answer:
        async def computed() -> bytes:
            return compute()

        return Answer(*run(cache.get(address, computed)))

    try:
        run(store.open())
        yield ask
        run(store.close())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
