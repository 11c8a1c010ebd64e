"""What the Python peers have in common: statements, a pool of asyncpg, pages of JSON."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg

PAGE_SIZE = 20
_PAGE = f" WHERE customer.id > $1 ORDER BY customer.id LIMIT {PAGE_SIZE}"
_DETAIL = " WHERE customer.id = $1"
_JSON = "SELECT id, row_to_json(customer)::text FROM ({}) AS customer"
_typed, _json = (
    Path(__file__).with_name(name).read_text() for name in ("customer.sql", "customer_json.sql")
)

PAGE, DETAIL = _typed + _PAGE, _typed + _DETAIL
JSON_PAGE, JSON_DETAIL = _JSON.format(_json + _PAGE), _JSON.format(_json + _DETAIL)


def create_pool() -> asyncpg.Pool:
    """Return a pool, not yet open, of as many connections as a worker of the optimized service."""
    size = int(os.environ["DATABASE_CONNECTIONS"])
    return asyncpg.create_pool(
        host=os.environ["DATABASE_HOST"],
        user=os.environ["DATABASE_USER"],
        database=os.environ["DATABASE_NAME"],
        min_size=size,
        max_size=size,
        reset=_reset,
    )


async def _reset(connection: asyncpg.Connection) -> None:
    """Do nothing, as other pools: these reads leave no state for asyncpg's four statements."""


def json_page(rows: Sequence[Any]) -> bytes:
    """Return the page of these rows of JSON_PAGE, which PostgreSQL wrote."""
    following = f'"/json/customers?after={rows[-1][0]}"' if len(rows) == PAGE_SIZE else "null"
    results = ",".join(row[1] for row in rows)
    return f'{{"next":{following},"results":[{results}]}}'.encode()
