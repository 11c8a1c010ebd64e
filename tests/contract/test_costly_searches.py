"""Searches that cost PostgreSQL much, and searches with many matches."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import psycopg
import pytest

from tests.contract.compare import ids
from tests.contract.subjects import needs, only_without
from tests.support.servers import PostgreSQL
from tests.support.waiting import until

LOCKED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = 'optimized' AND wait_event_type = 'Lock'
"""
SEARCHES = 6
PREFIXES = "a* b* c* d* e* f* g* h*"
MATCHES = 1_100
INSERT = """
    INSERT INTO customers_customer (
        first_name, last_name, email, phone, national_id, birth_date, is_active, balance,
        created_at, updated_at, city_id, company_id
    )
    SELECT 'Ada', 'Zzyzx', n || '@zzyzx.example', '+4930123456', 800000000000 + n, '1980-01-01',
        true, 0, now(), now(), 1, 1
    FROM generate_series(1, %s) AS n
"""


@needs("fts")
def test_a_search_that_takes_too_long_is_given_up_without_holding_up_others(
    optimized: httpx.Client, postgresql_server: PostgreSQL
) -> None:
    def search(number: int) -> httpx.Response:
        return optimized.get("/api/customers", params={"search": f"{PREFIXES} {number}"[3:]})

    start = len(postgresql_server.log.read_bytes())
    database = postgresql_server.dsn("optimized")
    with psycopg.connect(database) as other, ThreadPoolExecutor(SEARCHES) as pool:
        other.execute("LOCK TABLE customers_customer")  # no search ends before the lock does
        searches: list[Future[httpx.Response]] = [
            pool.submit(search, number) for number in range(SEARCHES)
        ]
        until(lambda: postgresql_server.psql("postgres", LOCKED) != "0")
        cities = [optimized.get(f"/api/cities/{number}").status_code for number in range(1, 9)]
        waiting = [each for each in searches if not each.done()]
        refused = [each.result() for each in searches]

    assert cities == [200] * 8
    assert waiting
    assert {answer.status_code for answer in refused} == {503}
    assert all("Retry-After" in answer.headers for answer in refused)
    # its own limit, which comes before that of locks
    assert b"lock timeout" not in postgresql_server.log.read_bytes()[start:]


@pytest.fixture
def many(postgresql_server: PostgreSQL) -> Iterator[str]:
    """A word that more customers have than are ranked."""
    with psycopg.connect(postgresql_server.dsn("optimized")) as connection:
        connection.execute(INSERT, (MATCHES,))
        connection.commit()
        yield "Zzyzx"
        connection.execute("DELETE FROM customers_customer WHERE last_name = 'Zzyzx'")


@needs("fts")
def test_relevance_has_1000_matches_at_most(optimized: httpx.Client, many: str) -> None:
    ranked = ids(optimized, search=many, ordering="relevance")

    assert ranked == ids(optimized, search=many)[:1000]


@only_without("cursor")
def test_the_count_of_relevance_is_1000_at_most(optimized: httpx.Client, many: str) -> None:
    found = optimized.get("/api/customers", params={"search": many})
    ranked = optimized.get("/api/customers", params={"search": many, "ordering": "relevance"})

    assert found.json()["count"] == MATCHES
    assert ranked.json()["count"] == 1000
