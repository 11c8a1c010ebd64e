"""Rows that are asked for at once are read at once."""

from __future__ import annotations

import asyncio
import json

import pytest
from psycopg.errors import DivisionByZero

from optimized.customers.interface.controllers import CustomersController
from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.statements import SOURCES
from optimized.fastpath.views import RowView

IDS = [1, 2, 9999, 2, 3]


def row_view(pool: ConnectionPool) -> RowView:
    """Return the view of a customer, to read without a cache."""
    return RowView(SOURCES[CustomersController], pool, cache=None)  # type: ignore[arg-type]


async def test_one_statement_reads_all_that_are_asked_for_at_once(
    pool: ConnectionPool, fetched: list[Statement]
) -> None:
    view = row_view(pool)
    rows = await asyncio.gather(*map(view._read, IDS))

    assert [row and json.loads(row)["id"] for row in rows] == [1, 2, b"", 2, 3]
    assert len(fetched) == 1
    assert (await view._read(4)).startswith(b'{"id":4,')


async def test_a_request_that_is_cancelled_disturbs_no_other(pool: ConnectionPool) -> None:
    view = row_view(pool)
    cancelled, kept = (asyncio.create_task(view._read(row_id)) for row_id in (1, 2))
    await asyncio.sleep(0)
    cancelled.cancel()

    assert (await kept).startswith(b'{"id":2,')


async def test_an_error_reaches_all_and_the_next_rows_are_read(
    monkeypatch: pytest.MonkeyPatch, pool: ConnectionPool
) -> None:
    view = row_view(pool)
    with monkeypatch.context() as failing:
        failing.setattr(view, "_statement", Statement("SELECT 1 / $1::int", ("0",)))
        errors = await asyncio.gather(*map(view._read, IDS), return_exceptions=True)

    assert {type(error) for error in errors} == {DivisionByZero}
    assert (await view._read(4)).startswith(b'{"id":4,')
