"""Reads that lost the database wait for it, as many as may."""

from __future__ import annotations

import httpx
import pytest

from optimized.platform.outage import RetriedReads
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
