"""A Redis of its own for each test that may break it, and the cache in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.generation_cache import GenerationCache
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.writes import Writes
from tests.optimized.cache.entries import Ask, get
from tests.optimized.cache.sharing import circuit_at
from tests.support import servers
from tests.support.waiting import PATIENCE


@pytest.fixture
def patient() -> bool:
    """Whether Redis may take its time: a busy machine is no fault. False: as in the service."""
    return True


@pytest.fixture
def redis(settings: Settings, *, patient: bool) -> Iterator[servers.Redis]:
    with servers.redis() as server:
        url = f"{server.url}?socket_timeout={PATIENCE}" if patient else server.url
        settings.CACHES = configuration.backends(url)
        yield server


@pytest.fixture
def circuit(tmp_path: Path) -> Circuit:
    return circuit_at(tmp_path / "circuit")


@pytest.fixture
def cache(redis: servers.Redis, circuit: Circuit) -> GenerationCache:  # noqa: ARG001
    return configuration.generation_cache(circuit)


@pytest.fixture
def invalidation(redis: servers.Redis, circuit: Circuit) -> CacheInvalidation:  # noqa: ARG001
    return CacheInvalidation(configuration.writes(), circuit)


@pytest.fixture
def writes(redis: servers.Redis) -> Writes:  # noqa: ARG001
    return configuration.writes()


@pytest.fixture
def ask(cache: GenerationCache) -> Ask:
    return partial(get, cache)
