"""The fast path in this process, in front of the base, on the rows of `tests.support.rows`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

import pytest
import pytest_asyncio
from django.conf import settings as configured
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.fastpath.cache.redis_store import RedisStore
from optimized.fastpath.postgresql.pool import ConnectionPool, conninfo
from tests.fastpath.cache.waiting import PATIENCE
from tests.support import servers


@pytest.fixture
def dsn(
    optimized_database: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Where all connections of this process go."""
    monkeypatch.setitem(configured.DATABASES["default"], "NAME", optimized_database)
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", optimized_database)
    with django_db_blocker.unblock():
        yield conninfo()
        connections["default"].close_pool()  # type: ignore[attr-defined] # PostgreSQL's


@pytest_asyncio.fixture
async def applications(
    dsn: str,  # noqa: ARG001
    redis_server: servers.Redis,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Any]:
    """Clients of the base with all six, and of the fast path in front of it."""
    # With the service's own timeout of Redis, 0.1 s, a busy machine makes a miss of a hit.
    settings.CACHES = configuration.backends(f"{redis_server.url}?socket_timeout={PATIENCE}")
    monkeypatch.setattr(RedisStore.__init__, "__defaults__", (PATIENCE,))
    # by name, for Django is not configured when this file is imported
    async with import_module("tests.fastpath.applications").serving() as applications:
        yield applications


@pytest_asyncio.fixture
async def pool(dsn: str) -> AsyncIterator[ConnectionPool]:
    """A pool whose connections a test can tell from others."""
    pool = ConnectionPool(f"{dsn} application_name=pool", size=3, waiters=2)
    await pool.open()
    yield pool
    await pool.close()
