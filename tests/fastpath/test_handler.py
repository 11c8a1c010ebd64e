"""What the fast path takes upon itself, and what it leaves to Django."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import pytest
from django.core.signals import got_request_exception
from psycopg import AsyncConnection

from optimized.api import PREFIX, api
from optimized.customers.interface.permissions import TokenToWrite
from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.routes import Routes
from optimized.fastpath.views import ListView
from optimized.platform.threads import Scope
from tests.fastpath.applications import Applications
from tests.fastpath.cache.waiting import until

READS = ["/api/customers", "/api/customers?search=smith&ordering=-id", "/api/customers/7"]
READS += ["/api/customers?country=France&page_size=3", "/api/cities", "/api/companies/3"]
WRONG = ["/api/customers/9999", "/api/customers?cursor=x", "/api/customers?city=x"]


def reads() -> set[str]:
    """Return a path of each operation of the API that reads."""
    paths = api.get_openapi_schema(path_prefix=f"{PREFIX}/")["paths"]
    return {re.sub(r"\{\w+\}", "1", path) for path, methods in paths.items() if "get" in methods}


@pytest.mark.usefixtures("applications")
def test_every_read_of_the_api_has_a_route(dsn: str) -> None:
    routes = Routes(PREFIX, ConnectionPool(dsn, 1, 1), cache=None)  # type: ignore[arg-type]

    assert {re.sub(r"\{.*\}", "1", route.label) for route in routes.all.values()} == reads()


@pytest.mark.parametrize("path", [*READS, *WRONG])
async def test_a_read_never_leaves_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, applications: Applications, path: str
) -> None:
    hops: list[Any] = []
    submit = ThreadPoolExecutor.submit

    def count(pool: ThreadPoolExecutor, work: Any, *args: Any, **kwargs: Any) -> Any:
        hops.append(work)
        return submit(pool, work, *args, **kwargs)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", count)
    for _ in range(2):
        await applications.fast.get(path)

    assert hops == []


async def test_a_search_has_the_base_s_time_limit(
    applications: Applications, fetched: list[Statement]
) -> None:
    await applications.fast.get("/api/customers?search=smith&page_size=13")

    assert [statement.timeout for statement in fetched] == [3]


async def test_a_permission_that_is_not_given_leaves_the_request_to_django(
    monkeypatch: pytest.MonkeyPatch, applications: Applications
) -> None:
    async def refuse(*_: Any, **__: Any) -> bool:
        return False

    monkeypatch.setattr(TokenToWrite, "has_permission_async", refuse)
    for path in reads():
        base, fast = await applications.get(path, {})
        assert fast == base
        assert fast[0] == 401, path


async def test_an_error_of_a_permission_is_answered_by_django(
    monkeypatch: pytest.MonkeyPatch, applications: Applications
) -> None:
    async def fail(*_: Any, **__: Any) -> NoReturn:
        raise ArithmeticError("unexpected")

    monkeypatch.setattr(TokenToWrite, "has_permission_async", fail)
    base, fast = await applications.get("/api/customers/7", {})

    assert fast == base
    assert fast[0] == 500


async def test_an_unexpected_error_is_answered_in_json_logged_and_signalled(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, applications: Applications
) -> None:
    signalled: list[object] = []

    def remember(request: object, **_: object) -> None:
        signalled.append(request)

    async def fail(*_: object) -> NoReturn:
        raise ArithmeticError("unexpected")

    monkeypatch.setattr(ListView, "_read", fail)
    got_request_exception.connect(remember)
    requests = logging.getLogger("django.request")
    requests.addHandler(caplog.handler)  # another test's set-up of Django may have removed it
    answer = await applications.fast.get("/api/customers?page_size=11")
    requests.removeHandler(caplog.handler)
    got_request_exception.disconnect(remember)

    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal server error."})
    assert "unexpected" in caplog.text
    assert len(signalled) == 1


async def test_a_statement_ends_when_its_client_disconnects(
    applications: Applications, dsn: str
) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(_message: object) -> NoReturn:
        raise AssertionError("nobody is there to be answered")

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/api/customers",
        # no search, which PostgreSQL would end after 3 s; no other test has it cached
        "query_string": b"is_active=true&page_size=12",
        "headers": [(b"host", b"localhost")],
    }
    async with await AsyncConnection.connect(dsn) as other:
        await other.execute("LOCK TABLE customers_customer")
        async with asyncio.timeout(10) as limit:
            await applications.application(scope, receive, send)
            await until(partial(nothing_waits, dsn))
    assert not limit.expired()  # which a request whose client is gone ends by, too: quietly


async def nothing_waits(dsn: str) -> bool:
    """Return whether no statement waits for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with await AsyncConnection.connect(dsn) as observer:
        return await (await observer.execute(waiting)).fetchone() == (0,)


async def test_nothing_of_the_metrics_runs_while_they_are_off(applications: Applications) -> None:
    ran: set[str] = set()

    def note(frame: FrameType, _event: str, _argument: object) -> None:
        ran.add(frame.f_code.co_filename)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        for path in (*READS, *WRONG, "/health/live"):  # the last is Django's
            await applications.get(path, {})
    finally:
        sys.setprofile(None)
        threading.setprofile(None)

    assert {"handler", "threads"} <= {Path(name).stem for name in ran}
    assert not [name for name in ran if "/supervision/metrics/" in name]
