"""The fast path in this process, in front of the base, on the rows of `tests.support.rows`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

import pytest
import pytest_asyncio
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker

from optimized.fastpath.postgresql.pool import ConnectionPool, conninfo
from tests.support import servers


@pytest.fixture
def dsn(
    optimized_database: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Where all connections of this process go."""
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", optimized_database)
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", optimized_database)
    with django_db_blocker.unblock():
        yield conninfo()
        connections["default"].close_pool()  # type: ignore[attr-defined] # PostgreSQL's


@pytest_asyncio.fixture
async def applications(dsn: str, redis_server: servers.Redis) -> AsyncIterator[Any]:  # noqa: ARG001
    """Clients of the base with all six, and of the fast path in front of it."""
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
