"""How often a request of the six leaves the event loop, which costs about 100 µs each time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.core.handlers.asgi import ASGIHandler
from redis import Redis

from optimized.composition import compose_asgi
from optimized.platform.threads import Thread
from tests.support import servers
from tests.support.services import API_TOKEN

SIGNALS = 2  # of Django, at the beginning and at the end of a request


@pytest.fixture
def unchanged(optimized_database: str, postgresql_server: servers.PostgreSQL) -> Iterator[None]:
    """Undo what an empty PATCH of a customer does."""
    times = "SELECT updated_at FROM customers_customer WHERE id = 7"
    before = postgresql_server.psql(optimized_database, times)
    yield
    restore = f"UPDATE customers_customer SET updated_at = '{before}' WHERE id = 7"  # noqa: S608
    postgresql_server.psql(optimized_database, restore)


@pytest.mark.usefixtures("in_this_process", "unchanged")
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/customers"), ("GET", "/customers/7"), ("PATCH", "/customers/7")]
)
async def test_a_request_has_one_hop_for_all_of_its_work(
    monkeypatch: pytest.MonkeyPatch, redis_server: servers.Redis, method: str, path: str
) -> None:
    hops: list[type[ThreadPoolExecutor]] = []
    submit = ThreadPoolExecutor.submit

    def count(pool: ThreadPoolExecutor, *arguments: Any, **options: Any) -> Any:
        hops.append(type(pool))
        return submit(pool, *arguments, **options)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", count)
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    transport = httpx.ASGITransport(compose_asgi(ASGIHandler()))
    headers = {"Authorization": f"Bearer {API_TOKEN}"}
    async with httpx.AsyncClient(transport=transport, headers=headers) as client:
        url = f"http://localhost/api{path}"
        assert (await client.request(method, url, json={})).is_success

    assert hops == [Thread] * (SIGNALS + 1)
