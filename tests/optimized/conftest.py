"""The optimized service's parts in this process, on the rows of `tests.support.rows`."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.conf import settings

from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.postgresql.settings import conninfo
from tests.optimized.counting import CountingDatabase


@pytest.fixture
def dsn(optimized_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the service's own connections go."""
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", optimized_database)
    return conninfo()


@pytest_asyncio.fixture
async def database(dsn: str) -> AsyncIterator[CountingDatabase]:
    """A pool that counts what it is asked."""
    pool = ConnectionPool(dsn, size=4, waiters=256)
    await pool.open()
    yield CountingDatabase(pool)
    await pool.close()
