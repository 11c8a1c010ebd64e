"""The fast path in this process, in front of the base, on the rows of `tests.support.rows`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Sequence
from importlib import import_module
from typing import Any

import pytest
import pytest_asyncio
from pytest_django import Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.fastpath.cache.redis_store import RedisStore
from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.postgresql.pool import ConnectionPool, conninfo
from tests.fastpath.pools import opened
from tests.support import servers
from tests.support.waiting import PATIENCE


@pytest.fixture
def dsn(in_this_process: None) -> str:  # noqa: ARG001
    """Where all connections of this process go."""
    return conninfo()


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
    async with opened(f"{dsn} application_name=pool", size=3, waiters=2) as pool:
        yield pool


@pytest_asyncio.fixture
async def lone(dsn: str) -> AsyncIterator[ConnectionPool]:
    """A pool of one connection."""
    async with opened(dsn) as pool:
        yield pool


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[Statement]:
    """What pools are asked for from here on."""
    statements: list[Statement] = []
    fetch = ConnectionPool.fetch

    def note(pool: ConnectionPool, statement: Statement, values: Sequence[bytes]) -> Awaitable[Any]:
        statements.append(statement)
        return fetch(pool, statement, values)

    monkeypatch.setattr(ConnectionPool, "fetch", note)
    return statements
