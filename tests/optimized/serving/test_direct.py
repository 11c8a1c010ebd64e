"""The direct path answers as stock Django does, and is never more open."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core.asgi import get_asgi_application
from ninja_extra.permissions import AsyncBasePermission
from pytest_django import DjangoDbBlocker

from optimized.api import CONTROLLERS, PREFIX, api
from optimized.customers.interface.permissions import ReadOnlyWithoutToken
from optimized.fastpath.direct import JSON
from optimized.fastpath.table import Route, Table
from optimized.optimizations import ALL
from tests.optimized.serving.application import client, serving
from tests.support import servers

pytestmark = pytest.mark.usefixtures("dsn", "redis_server")

READS = ["/api/customers", "/api/customers?search=smith&ordering=-id", "/api/customers/7"]
READS += ["/api/customers?country=France&page_size=3", "/api/cities", "/api/companies/3"]
WRONG = ["/api/customers/9999", "/api/customers?cursor=x", "/api/customers?city=x"]
WRONG += ["/api/cities/9999", "/api/customers?search=" + "x" * 101]


@pytest.fixture
def writable(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let writers reach the database: the test's writes are refused, so that it stays as it is."""
    with django_db_blocker.unblock():
        yield


def operations() -> Iterator[tuple[str, str]]:
    """Yield method and path of each operation of the API."""
    for path, methods in api.get_openapi_schema(path_prefix=f"{PREFIX}/")["paths"].items():
        for method in methods:
            yield method.upper(), re.sub(r"\{\w+\}", "1", path)


def routes() -> list[tuple[Route, str]]:
    """Return each direct route and a path of it."""
    found = Table(PREFIX, CONTROLLERS).routes
    return [(route, re.sub(r"\{.*\}", "1", route.path)) for route in found]


@pytest.mark.parametrize("path", [*READS, *WRONG])
async def test_it_answers_as_stock_django_does(path: str) -> None:
    stock = get_asgi_application()
    async with serving(ALL - {"cache"}) as direct, client(direct) as one, client(stock) as other:
        here, there = await one.get(path), await other.get(path)

    assert here.status_code == there.status_code
    assert here.content == there.content
    assert sorted(here.headers.multi_items()) == sorted(there.headers.multi_items())


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/customers", b"{}"),
        ("POST", "/api/customers", b"{"),
        ("POST", "/api/customers", b"x" * 3_000_000),
        ("PUT", "/api/customers/7", b'{"city_id": 0}'),
        ("PATCH", "/api/customers/7", b'{"email": "\xff"}'),
        ("PATCH", "/api/customers/999999", b"{}"),
        ("DELETE", "/api/customers/999999", b""),
    ],
)
@pytest.mark.usefixtures("writable")
async def test_it_refuses_writes_as_stock_django_does(method: str, path: str, body: bytes) -> None:
    stock = get_asgi_application()
    headers = {"Authorization": f"Bearer {settings.API_TOKEN}", "Content-Type": JSON}
    async with serving() as direct, client(direct) as one, client(stock) as other:
        here, there = [
            await each.request(method, path, content=body, headers=headers) for each in (one, other)
        ]

    assert here.status_code == there.status_code
    assert here.content == there.content
    assert sorted(here.headers.multi_items()) == sorted(there.headers.multi_items())


@pytest.mark.usefixtures("writable")
async def test_a_body_of_unknown_size_is_left_to_stock_django() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"{}"

    headers = {"Authorization": f"Bearer {settings.API_TOKEN}", "Content-Type": JSON}
    async with serving() as direct, client(direct) as one:
        answer = await one.post("/api/customers", content=body(), headers=headers)

    assert answer.status_code == 400
    assert answer.json()["email"] == ["This field is required."]


async def test_each_operation_of_the_api_is_direct() -> None:
    async with serving():
        direct = {(route.method, path) for route, path in routes()}

        assert direct == set(operations())


async def test_each_write_without_the_token_is_refused() -> None:
    writes = [operation for operation in operations() if operation[0] != "GET"]
    assert len(writes) == 4
    async with serving() as application, client(application) as stranger:
        for method, path in writes:
            answer = await stranger.request(method, path, json={})
            assert answer.status_code == 401, (method, path)


async def test_each_direct_route_asks_its_permissions(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    async def refuse(_: AsyncBasePermission, request: Any, controller: Any) -> bool:  # noqa: ARG001
        asked.append((request.method, request.path))
        return False

    monkeypatch.setattr(ReadOnlyWithoutToken, "has_permission_async", refuse)
    async with serving() as application, client(application) as stranger:
        for route, path in routes():
            answer = await stranger.request(route.method, path)
            assert answer.status_code == 401, route
            assert (route.method, path) in asked


async def test_a_host_that_is_not_ours_is_refused() -> None:
    async with serving() as application, client(application) as stranger:
        answer = await stranger.get("/api/customers", headers={"Host": "elsewhere.example"})

    assert answer.status_code == 400


async def test_head_has_the_headers_and_no_body() -> None:
    async with serving() as application, client(application) as reader:
        got, head = await reader.get("/api/customers/1"), await reader.head("/api/customers/1")

    assert head.content == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize("path", [*READS, *WRONG])
@pytest.mark.parametrize("optimizations", [ALL, ALL - {"cache"}], ids=["cache", "no cache"])
async def test_a_read_never_leaves_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, optimizations: frozenset[str], path: str
) -> None:
    hops: list[Any] = []
    submit = ThreadPoolExecutor.submit

    def count(pool: ThreadPoolExecutor, work: Any, *args: Any, **kwargs: Any) -> Any:
        hops.append(work)
        return submit(pool, work, *args, **kwargs)

    async with serving(optimizations) as application, client(application) as reader:
        with monkeypatch.context() as counting:
            counting.setattr(ThreadPoolExecutor, "submit", count)
            answers = [await reader.get(path) for _ in range(2)]

    assert hops == []
    assert answers[0].content == answers[1].content


async def test_the_cache_says_hit_the_second_time(redis_server: servers.Redis) -> None:  # noqa: ARG001
    async with serving() as application, client(application) as reader:
        path = "/api/customers?page_size=9&ordering=-last_name"
        answers = [await reader.get(path) for _ in range(2)]

    assert [answer.headers["X-Cache"] for answer in answers] == ["miss", "hit"]
