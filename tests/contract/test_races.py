"""Requests that meet on one row."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest

from tests.contract.compare import Both
from tests.contract.conftest import Body, Create
from tests.contract.subjects import touched_by
from tests.support.servers import PostgreSQL
from tests.support.waiting import until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = '{}' AND wait_event_type = 'Lock'"
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Shared:
    """A customer that a service's client and another connection to its database both see."""

    client: httpx.Client
    number: int
    other: psycopg.Connection[Any]
    server: PostgreSQL

    def wait_for_a_request(self) -> None:
        """Wait until a request stands behind a lock of the other's. Raises TimeoutError."""
        waiting = WAITING.format(self.other.info.dbname)
        until(lambda: self.server.psql("postgres", waiting) != "0", SECONDS)


@pytest.fixture(params=["naive", "optimized"])
def shared(
    request: pytest.FixtureRequest,
    both: Both,
    postgresql_server: PostgreSQL,
    create: Create,
    body: Body,
) -> Iterator[Shared]:
    """A customer of each service in turn."""
    name = request.param
    number = getattr(create(body), name).json()["id"]
    with psycopg.connect(postgresql_server.dsn(name)) as other:
        yield Shared(getattr(both, name), number, other, postgresql_server)


@touched_by("async")
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_customer_deleted_meanwhile_stays_deleted(
    shared: Shared, body: Body, method: str
) -> None:
    path = f"/api/customers/{shared.number}"
    row = f"FROM customers_customer WHERE id = {shared.number}"
    with ThreadPoolExecutor(1) as pool:
        shared.other.execute(f"DELETE {row}")
        answer = pool.submit(shared.client.request, method, path, json=body)
        shared.wait_for_a_request()
        shared.other.commit()

    assert answer.result().status_code == 404, answer.result().text
    assert not shared.other.execute(f"SELECT {row}").fetchall()
