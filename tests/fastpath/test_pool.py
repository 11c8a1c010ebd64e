"""The pool: right answers to those who wait, whatever happens to others and to PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import random
from functools import partial

import psycopg
import pytest

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.postgresql.pool import ConnectionPool
from supervision.metrics.pools import Usage
from tests.fastpath.cache.waiting import until
from tests.fastpath.pools import ECHO_LITERALLY, echo, opened

BACKENDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pool'"
CANCELLED = 3000
CHECKED = 1000


def terminate(dsn: str) -> None:
    """Do to the pool's connections what a restart of PostgreSQL does."""
    with psycopg.connect(dsn) as connection:
        connection.execute(BACKENDS)


async def test_thousands_of_cancelled_requests_leave_no_answer_for_others(dsn: str) -> None:
    draw = random.Random(1)
    pool = ConnectionPool(dsn, size=3, waiters=10_000)
    await pool.open()

    async def cancel(number: int) -> None:
        await asyncio.sleep(draw.random())
        task = asyncio.create_task(echo(pool, -number, 0.0005))
        await asyncio.sleep(draw.random() * 0.01)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def check(number: int) -> bool:
        await asyncio.sleep(draw.random())
        return await echo(pool, number) == number

    # All at once: only a check that follows a cancelled request could get its answer.
    answers = await asyncio.gather(
        *(cancel(number) for number in range(CANCELLED)),
        *(check(number) for number in range(CHECKED)),
    )
    await pool.close()

    assert answers.count(True) == CHECKED


async def test_beyond_the_bound_a_request_is_refused_at_once(pool: ConnectionPool) -> None:
    served = [asyncio.create_task(echo(pool, number, 0.2)) for number in range(5)]
    await asyncio.sleep(0.05)

    with pytest.raises(UnavailableError, match="Too many"):
        await echo(pool, 6)
    assert pool.usage() == Usage(size=3, busy=3, waiting=2)
    assert await asyncio.gather(*served) == [0, 1, 2, 3, 4]
    assert pool.usage() == Usage(size=3, busy=0, waiting=0)


async def test_a_client_that_is_gone_does_not_count_as_waiting(pool: ConnectionPool) -> None:
    served = [asyncio.create_task(echo(pool, number, 0.2)) for number in range(5)]
    await asyncio.sleep(0.05)
    served[4].cancel()

    assert await echo(pool, 6) == 6
    assert await asyncio.gather(*served[:4]) == [0, 1, 2, 3]


async def test_an_error_of_a_statement_is_its_own(pool: ConnectionPool) -> None:
    for sql in ("SELECT 1/0", "SELEC"):
        for stable in (True, False):
            with pytest.raises(psycopg.Error):
                await pool.fetch(Statement(sql, stable=stable))

    assert await asyncio.gather(*(echo(pool, number) for number in range(5))) == [0, 1, 2, 3, 4]


async def test_a_statement_has_its_own_timeout(lone: ConnectionPool) -> None:
    hasty = dataclasses.replace(ECHO_LITERALLY, timeout=1)

    assert await lone.fetch(hasty, [b"1", b"0"]) == [(b"1", b"f")]
    with pytest.raises(UnavailableError):
        await lone.fetch(hasty, [b"2", b"5"])
    assert await lone.fetch(ECHO_LITERALLY, [b"3", b"1.2"]) == [(b"3", b"f")]


async def test_calls_that_lose_their_connections_are_sent_once_more(
    pool: ConnectionPool, dsn: str
) -> None:
    calls = [asyncio.create_task(echo(pool, number, 0.3)) for number in range(5)]
    await asyncio.sleep(0.05)
    await asyncio.to_thread(terminate, dsn)

    assert await asyncio.gather(*calls) == [0, 1, 2, 3, 4]


async def test_a_call_that_loses_every_connection_is_given_up(
    monkeypatch: pytest.MonkeyPatch, pool: ConnectionPool
) -> None:
    monkeypatch.setattr("optimized.fastpath.postgresql.pool.SECONDS", 0.2)
    suicide = Statement("SELECT pg_terminate_backend(pg_backend_pid())::text")

    with pytest.raises(UnavailableError, match="went away"):
        await pool.fetch(suicide)
    assert await echo(pool, 2) == 2


async def test_while_postgresql_is_away_a_request_is_refused_at_once(dsn: str) -> None:
    pool = ConnectionPool(f"{dsn} host=/nowhere", size=1, waiters=1)

    with pytest.raises(UnavailableError):
        await pool.open()


async def test_an_unknown_error_code_is_answered_and_costs_no_connection(
    pool: ConnectionPool,
) -> None:
    failing = Statement(
        "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'ZZ123'; END $$", stable=False
    )
    for _ in range(10):
        with pytest.raises(psycopg.Error):
            async with asyncio.timeout(5):
                await pool.fetch(failing)

    assert await echo(pool, 1) == 1


async def test_closing_answers_what_still_runs(lone: ConnectionPool) -> None:
    running = [asyncio.create_task(echo(lone, number, 60)) for number in range(2)]
    await asyncio.sleep(0.05)
    await lone.close()

    for task in running:
        with pytest.raises(UnavailableError):
            async with asyncio.timeout(5):
                await task


async def test_a_statement_whose_caller_is_gone_is_cancelled(lone: ConnectionPool) -> None:
    await lone.fetch(Statement("SET statement_timeout = 0", stable=False))
    abandoned = asyncio.create_task(echo(lone, 1, 60))
    await asyncio.sleep(0.05)
    abandoned.cancel()

    async with asyncio.timeout(5):
        assert await echo(lone, 2) == 2
    await until(partial(nothing_sleeps, lone))


async def nothing_sleeps(pool: ConnectionPool) -> bool:
    """Return whether no statement sleeps."""
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    return await pool.fetch(Statement(sleeping)) == [(b"0",)]


async def test_an_answer_that_never_comes_is_given_up(dsn: str) -> None:
    async with opened(dsn, seconds=0.2) as pool:
        with pytest.raises(UnavailableError):
            async with asyncio.timeout(5):
                await echo(pool, 1, 60)


async def test_slow_statements_hold_up_no_others(pool: ConnectionPool) -> None:
    slow = dataclasses.replace(ECHO_LITERALLY, timeout=1)
    searches = [asyncio.ensure_future(pool.fetch(slow, [b"1", b"60"])) for _ in range(3)]

    async with asyncio.timeout(0.9):
        assert await asyncio.gather(*(echo(pool, number) for number in range(2))) == [0, 1]
    outcomes = await asyncio.gather(*searches, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [UnavailableError] * 3
