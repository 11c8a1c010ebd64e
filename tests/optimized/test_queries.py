"""How many statements a read of the six takes: cities and companies are joined."""

from __future__ import annotations

import httpx
import pytest
from redis import Redis

from tests.support.servers import PostgreSQL
from tests.support.servers import Redis as Server
from tests.support.statements import Calls

LIST = "/api/customers"


@pytest.fixture
def redis(redis_server: Server) -> Redis:
    """A connection to the cache, which is empty."""
    redis = Redis.from_url(redis_server.url)
    redis.flushall()
    return redis


@pytest.fixture
def calls(optimized_database: str, postgresql_server: PostgreSQL) -> Calls:
    """Count statements from here on."""
    return Calls(postgresql_server, optimized_database)


@pytest.mark.usefixtures("redis")
@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}?search=smith", f"{LIST}?search=smith&ordering=relevance", f"{LIST}/1"]
)
def test_a_read_is_one_statement(optimized: httpx.Client, calls: Calls, path: str) -> None:
    assert len(optimized.get(path).json()) > 1

    assert calls['SELECT "customers_'] == 1


def test_rows_that_the_cache_has_lost_are_one_statement(
    optimized: httpx.Client, redis: Redis, calls: Calls
) -> None:
    first = optimized.get(LIST).json()
    redis.delete(*redis.scan_iter("customer:*"))

    assert optimized.get(LIST).json() == first
    assert calls['SELECT "customers_'] == 2
