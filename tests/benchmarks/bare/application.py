"""The yardstick of `bench limits`: what uvicorn does when nothing but the answer is in its way.

One bare ASGI application: no framework, no validation, no errors. The statements are those of
the optimized service, prepared by asyncpg (the fastest driver that we know for Python) on a
pool of its own; cached bytes come from `redis.asyncio` with hiredis. Run it with
`uvicorn application:application --loop uvloop --http httptools --no-access-log`.

    GET /list/AFTER   the page of 20 whose ids follow AFTER
    GET /detail/ID    one customer
    GET /cached/KEY   the bytes that Redis keeps under KEY
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import asyncpg
import redis.asyncio

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PAGE_SIZE = 20
HEADERS = [(b"content-type", b"application/json")]


async def _take_json_as_bytes(connection: asyncpg.Connection[Any]) -> None:
    await connection.set_type_codec(
        "json", encoder=bytes, decoder=bytes, format="binary", schema="pg_catalog"
    )


class Backends:
    """The connections of one worker."""

    def __init__(self, postgres: asyncpg.Pool[Any], cache: redis.asyncio.Redis) -> None:
        self.postgres = postgres
        self.cache = cache
        statements = json.loads(Path(os.environ["BARE_STATEMENTS"]).read_text())
        self.page: str = statements["page"]
        self.rows: str = statements["rows"]

    @classmethod
    async def open(cls) -> Backends:
        """Connect as the optimized service does: same socket, same number of connections."""
        size = int(os.environ["DATABASE_CONNECTIONS"])
        pool = await asyncpg.create_pool(
            host=os.environ["DATABASE_HOST"],
            user=os.environ["DATABASE_USER"],
            database=os.environ["DATABASE_NAME"],
            min_size=size,
            max_size=size,
            init=_take_json_as_bytes,
        )
        return cls(pool, redis.asyncio.from_url(os.environ["REDIS_URL"]))

    async def answer(self, kind: str, key: str) -> bytes:
        """Return the body for one path."""
        if kind == "cached":
            cached: bytes = await self.cache.get(key)  # type: ignore[assignment]  # typed for text
            return cached
        async with self.postgres.acquire() as connection:
            if kind == "detail":
                (row,) = await connection.fetch(self.rows, [int(key)])
                return bytes(row[2])
            rows = await connection.fetch(self.page, int(key))
        return b'{"results":[%s]}' % b",".join([row[2] for row in rows[:PAGE_SIZE]])

    async def close(self) -> None:
        """Give every connection back."""
        await self.postgres.close()
        await self.cache.aclose()


async def _lifespan(state: dict[str, Backends], receive: Receive, send: Send) -> None:
    await receive()
    state["backends"] = await Backends.open()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await state["backends"].close()
    await send({"type": "lifespan.shutdown.complete"})


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] == "lifespan":
        await _lifespan(scope["state"], receive, send)
        return
    _, kind, key = scope["path"].split("/")
    body = await scope["state"]["backends"].answer(kind, key)
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]})
    await send({"type": "http.response.body", "body": body})
