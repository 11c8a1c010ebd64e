"""A statement that answers a number, prepared or with its values in it."""

from __future__ import annotations

from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.postgresql.pool import ConnectionPool

ECHO = Statement("SELECT $1::int, pg_sleep($2::float8) IS NULL", ("{number}", "{seconds}"))
ECHO_LITERALLY = Statement(ECHO.sql, ECHO.parameters, stable=False)


async def echo(pool: ConnectionPool, number: int, seconds: float = 0) -> int:
    """Have a number answered after some seconds."""
    statement = (ECHO, ECHO_LITERALLY)[number % 2]
    ((answer, _),) = await pool.fetch(statement, [b"%d" % number, b"%f" % seconds])
    return int(answer)
