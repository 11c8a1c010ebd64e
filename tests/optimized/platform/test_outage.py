"""Reads that lost the database wait for it, as many as may."""

from __future__ import annotations

import httpx
import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoDbBlocker

from optimized.platform.outage import RetriedReads
from optimized.platform.postgresql.base import DatabaseWrapper
from optimized.platform.threads import Receive, Scope, Send
from supervision.outage import OUTAGE


@pytest.mark.usefixtures("optimized_database")
@pytest.mark.parametrize(
    ("waiters", "method", "status"), [(1, "GET", 200), (0, "GET", 503), (1, "PUT", 503)]
)
async def test_what_may_not_wait_is_answered_at_once(
    waiters: int, method: str, status: int
) -> None:
    statuses = [503, 200]

    async def lose_the_database_once(_scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        if len(statuses) > 1:
            OUTAGE.begin()
        await send({"type": "http.response.start", "status": statuses.pop(0), "headers": []})
        await send({"type": "http.response.body", "body": b"the whole"})

    transport = httpx.ASGITransport(RetriedReads(lose_the_database_once, waiters))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.request(method, "/api/customers/1")
    assert (answer.status_code, answer.content) == (status, b"the whole")


@pytest.mark.usefixtures("optimized_database")
def test_a_connection_of_the_pool_is_lent_though_no_new_one_can_be_had(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    assert OUTAGE.wait()  # of the tests before
    pool = {"min_size": 1, "max_size": 1, "timeout": 5}
    settings = {**connection.settings_dict, "OPTIONS": {"pool": pool}}
    first, second = (DatabaseWrapper(settings) for _ in range(2))
    with django_db_blocker.unblock():
        first.ensure_connection()
        first.close()
        monkeypatch.setattr("supervision.outage._answers", lambda: False)
        OUTAGE.begin()
        with first.cursor() as cursor:
            cursor.execute("SELECT 1")
            with pytest.raises(OperationalError, match="away"):
                second.ensure_connection()
        first.close()
        first.close_pool()  # type: ignore[attr-defined]
    monkeypatch.undo()
    assert OUTAGE.wait()
