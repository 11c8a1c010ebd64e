"""The direct path answers as stock Django does, and is never more open."""

from __future__ import annotations

import asyncio
import base64
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NoReturn

import pytest
from django.core.asgi import get_asgi_application
from django.core.signals import got_request_exception
from ninja_extra.permissions import AsyncBasePermission
from psycopg import AsyncConnection

from optimized.api import CONTROLLERS, PREFIX, api
from optimized.customers.interface.permissions import ReadOnlyWithoutToken
from optimized.fastpath.lists import Lists
from optimized.fastpath.request import Scope
from optimized.fastpath.table import Route, Table
from optimized.optimizations import ALL
from tests.optimized.fastpath.cache.waiting import until
from tests.optimized.serving.application import client, serving
from tests.support import servers

pytestmark = pytest.mark.usefixtures("dsn", "redis_server")

READS = ["/api/customers", "/api/customers?search=smith&ordering=-id", "/api/customers/7"]
READS += ["/api/customers?country=France&page_size=3", "/api/cities", "/api/companies/3"]
BEYOND = base64.urlsafe_b64encode(b"arelevance 5 1e-99").decode().rstrip("=")
WRONG = ["/api/customers/9999", "/api/customers?cursor=x", "/api/customers?city=x"]
WRONG += ["/api/cities/9999", "/api/customers?search=" + "x" * 101]
WRONG += [f"/api/customers?search=smith&ordering=relevance&cursor={BEYOND}"]


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


async def test_each_read_of_the_api_is_direct_and_no_write() -> None:
    async with serving():
        direct = {("GET", path) for _, path in routes()}

        assert direct == {(method, path) for method, path in operations() if method == "GET"}


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
            answer = await stranger.get(path)
            assert answer.status_code == 401, route
            assert ("GET", path) in asked


async def test_a_host_that_is_not_ours_is_refused() -> None:
    async with serving() as application, client(application) as stranger:
        answer = await stranger.get("/api/customers", headers={"Host": "elsewhere.example"})

    assert answer.status_code == 400


async def test_an_unexpected_error_is_answered_in_json_logged_and_signalled(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    signalled: list[object] = []

    def remember(request: object, **_: object) -> None:
        signalled.append(request)

    async def fail(*_: object) -> NoReturn:
        raise ArithmeticError("unexpected")

    monkeypatch.setattr(Lists, "customers", fail)
    got_request_exception.connect(remember)
    async with serving(ALL - {"cache"}) as application, client(application) as reader:
        requests = logging.getLogger("django.request")
        requests.addHandler(caplog.handler)  # Django's set-up has taken it from the root
        answer = await reader.get("/api/customers")
        requests.removeHandler(caplog.handler)
    got_request_exception.disconnect(remember)

    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal server error."})
    assert "unexpected" in caplog.text
    assert len(signalled) == 1


async def test_a_statement_ends_when_its_client_disconnects(dsn: str) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(_message: object) -> NoReturn:
        raise AssertionError("nobody is there to be answered")

    headers = [(b"host", b"localhost")]
    scope: Scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/api/customers"}
    scope |= {"query_string": b"search=smith&page_size=2", "headers": headers}
    async with serving() as application, await AsyncConnection.connect(dsn) as other:
        await other.execute("LOCK TABLE customers_customer")
        async with asyncio.timeout(10):
            await application(scope, receive, send)
            await until(partial(nothing_waits, dsn))


async def nothing_waits(dsn: str) -> bool:
    """Return whether no statement waits for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with await AsyncConnection.connect(dsn) as observer:
        return await (await observer.execute(waiting)).fetchone() == (0,)


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
