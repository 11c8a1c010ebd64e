"""A Redis of its own for each test that may break it, and the cache in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from pytest_django import Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache.sharing import circuit_at
from tests.support import servers
from tests.support.waiting import PATIENCE


@pytest.fixture
def redis(settings: Settings) -> Iterator[servers.Redis]:
    with servers.redis() as server:
        # patient, because a busy machine is no fault: test_faults.py has the service's own timeouts
        settings.CACHES = configuration.backends(f"{server.url}?socket_timeout={PATIENCE}")
        yield server


@pytest.fixture
def circuit(tmp_path: Path) -> Circuit:
    return circuit_at(tmp_path / "circuit")


@pytest_asyncio.fixture
async def store(redis: servers.Redis, circuit: Circuit) -> AsyncIterator[RedisStore]:
    store = RedisStore(redis.url, circuit, PATIENCE)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def cache(store: RedisStore, circuit: Circuit) -> EntryCache:
    return EntryCache(store, circuit, seconds=300)
