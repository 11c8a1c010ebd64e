"""What is stuck or costly has limits, and holds up nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import httpx
import psycopg
import pytest

from tests.support import web
from tests.support.servers import PostgreSQL
from tests.support.services import API_TOKEN, Service

STUCK = 8  # two workers have two threads each for writes
READ_PAUSE_SECONDS = 0.05
CUSTOMER = "/api/customers/42"
BUSY = {"detail": "The database did not answer."}


@pytest.fixture
def locked(postgresql_server: PostgreSQL, optimized_database: str) -> Iterator[None]:
    """Another transaction holds the row of a customer."""
    with psycopg.connect(postgresql_server.dsn(optimized_database)) as connection:
        connection.execute("SELECT FROM customers_customer WHERE id = 42 FOR UPDATE")
        yield
        connection.rollback()


def patch(service: Service, number: int) -> httpx.Response:
    """Send a write that waits for the lock."""
    with service.client(Authorization=f"Bearer {API_TOKEN}") as client:
        return client.patch(CUSTOMER, json={"last_name": f"Stuck{number}"})


@pytest.mark.usefixtures("locked")
def test_stuck_writes_hold_up_no_reads_and_are_told_to_try_again(
    optimized_service: Service,
) -> None:
    before = web.get(f"{optimized_service.url}{CUSTOMER}").json()
    with ThreadPoolExecutor(STUCK) as pool:
        writes = [pool.submit(patch, optimized_service, number) for number in range(STUCK)]
        reads = 0
        while wait(writes, READ_PAUSE_SECONDS).not_done:
            list_ = web.get(f"{optimized_service.url}/api/customers?city={reads}")
            assert list_.status_code == 200
            reads += 1
    answers = [write.result() for write in writes]

    assert reads > STUCK
    assert {(answer.status_code, answer.headers.get("Retry-After")) for answer in answers} == {
        (503, "1")
    }
    assert all(answer.json() == BUSY for answer in answers)
    assert web.get(f"{optimized_service.url}{CUSTOMER}").json() == before
