"""Pools, and a statement that answers a number, prepared or with its values in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.postgresql.pool import ConnectionPool

ECHO = Statement("SELECT $1::int, pg_sleep($2::float8) IS NULL", ("{number}", "{seconds}"))
ECHO_LITERALLY = Statement(ECHO.sql, ECHO.parameters, stable=False)


@asynccontextmanager
async def opened(
    dsn: str, size: int = 1, waiters: int = 1, **options: float
) -> AsyncIterator[ConnectionPool]:
    """Have a pool open for this block, of one connection unless told."""
    pool = ConnectionPool(dsn, size=size, waiters=waiters, **options)
    await pool.open()
    yield pool
    await pool.close()


async def echo(pool: ConnectionPool, number: int, seconds: float = 0) -> int:
    """Have a number answered after some seconds."""
    statement = (ECHO, ECHO_LITERALLY)[number % 2]
    ((answer, _),) = await pool.fetch(statement, [b"%d" % number, b"%f" % seconds])
    return int(answer)
