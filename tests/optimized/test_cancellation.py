"""Clients that disconnect under way leave others their own answers, and lose no thread."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from psycopg import AsyncConnection

from tests.contract.subjects import WHOLE
from tests.support import servers, services

CANCELLED, CHECKED = 1000, 500
CONNECTIONS = 50  # far more than threads
SECONDS = 0.1  # about as long as a request takes then
LOCKED_SECONDS = 1.5  # after 0.5 s the fast path looks whether a client is still there


@pytest.fixture(params=WHOLE)
def service(
    request: pytest.FixtureRequest,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
    redis_server: servers.Redis,  # noqa: ARG001
    tmp_path: Path,
) -> Iterator[services.Service]:
    environment = services.environment("optimized", runtime, OPTIMIZATIONS=request.param)
    with services.running("optimized", environment, tmp_path / "log") as service:
        yield service


async def lock(database: str) -> None:
    """Let all reads wait at first, so that clients leave before their answers."""
    async with await AsyncConnection.connect(database) as connection:
        await connection.execute("LOCK customers_customer")
        await asyncio.sleep(LOCKED_SECONDS)


async def test_disconnected_clients_leave_others_their_own_answers(
    service: services.Service, postgresql_server: servers.PostgreSQL
) -> None:
    draw = random.Random(1)
    free = asyncio.Semaphore(CONNECTIONS)

    async def get(city: int) -> httpx.Response:
        size = draw.randint(20, 100)  # seldom asked for before, and so seldom cached
        return await client.get("/api/customers", params={"city": city, "page_size": size})

    async def cancel(city: int) -> bool:
        async with free:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(draw.random() * SECONDS):
                    await get(city)
        return False

    async def check(city: int) -> bool:
        async with free:
            rows = (await get(city)).raise_for_status().json()["results"]
        return {row["city"]["id"] for row in rows} == {city}

    requests = [(cancel, number % 30 + 1) for number in range(CANCELLED)]
    requests += [(check, number % 30 + 1) for number in range(CHECKED)]
    draw.shuffle(requests)
    async with httpx.AsyncClient(base_url=service.url, timeout=60, trust_env=False) as client:
        answers = await asyncio.gather(
            lock(postgresql_server.dsn("optimized")), *(request(city) for request, city in requests)
        )

    assert answers.count(True) == CHECKED
