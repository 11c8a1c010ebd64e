"""Statements that are prepared, and those that PostgreSQL no longer has."""

from __future__ import annotations

import psycopg

from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.postgresql.connection import MAX_PREPARED
from optimized.fastpath.postgresql.pool import ConnectionPool
from tests.fastpath.pools import echo


async def test_the_least_recently_used_statement_is_deallocated(lone: ConnectionPool) -> None:
    for number in range(MAX_PREPARED + 10):
        assert await lone.fetch(Statement(f"SELECT {number}")) == [(b"%d" % number,)]
        assert await lone.fetch(Statement("SELECT 0")) == [(b"0",)]

    prepared = await lone.fetch(Statement("SELECT statement FROM pg_prepared_statements"))
    statements = {statement for (statement,) in prepared}

    assert len(statements) == MAX_PREPARED
    assert {b"SELECT 0", b"SELECT 200"} <= statements
    assert b"SELECT 1" not in statements


async def test_a_plan_that_a_migration_outdates_is_made_again(
    pool: ConnectionPool, dsn: str
) -> None:
    everything = Statement("SELECT * FROM changing")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE changing AS SELECT 1 AS one")
        try:
            assert await pool.fetch(everything) == [(b"1",)]
            connection.execute("ALTER TABLE changing ADD two int NOT NULL DEFAULT 2")
            for _ in range(2):
                assert await pool.fetch(everything) == [(b"1", b"2")]
        finally:
            connection.execute("DROP TABLE changing")


async def test_prepared_statements_that_are_gone_are_prepared_again(lone: ConnectionPool) -> None:
    assert await echo(lone, 2) == 2
    await lone.fetch(Statement("DISCARD ALL", stable=False))

    assert await echo(lone, 4) == 4
