"""The yardstick: what uvicorn does when nothing but the answer is in its way.

One bare ASGI application: no framework, no validation, no errors. The statements are those of
the fast path (statements.py), prepared once on each connection of asyncpg, the fastest driver that
we know for Python; its pool would reset a connection after each use, with a round trip. Cached
bytes come from `redis.asyncio` with hiredis. BARE_DRIVER=libpq puts the fast path's connections in
asyncpg's place, for worker_cpu.

    GET /customers?after=ID   the page of 20 whose ids follow ID
    GET /customers/ID         one customer
    GET /cached/ID            the page of 20 whose ids follow ID, as Redis keeps it
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import redis.asyncio

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PAGE_SIZE = 20
SQL = json.loads(Path(os.environ["BARE_STATEMENTS"]).read_text())
HEADERS = [(b"content-type", b"application/json")]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A connection and its statements."""

    connection: Any
    page: Any
    rows: Any


async def _connect() -> Prepared:
    connection = await asyncpg.connect(
        host=os.environ["DATABASE_HOST"],
        user=os.environ["DATABASE_USER"],
        database=os.environ["DATABASE_NAME"],
        server_settings={"plan_cache_mode": "force_generic_plan"},  # as the service's, too
    )
    await connection.set_type_codec(  # rows are JSON as text
        "text", encoder=bytes, decoder=bytes, format="binary", schema="pg_catalog"
    )
    page, rows = [await connection.prepare(SQL[name]) for name in ("page", "rows")]
    return Prepared(connection, page, rows)


@dataclass(frozen=True, slots=True)
class LibpqStatement:
    """A statement of the fast path's driver, called as asyncpg's are."""

    fetching: Callable[[Any, list[bytes]], Awaitable[Sequence[Any]]]
    statement: Any

    async def fetch(self, after: int) -> Sequence[Any]:
        """Return the rows that follow an id."""
        return await self.fetching(self.statement, [b"%d" % after])

    async def fetchrow(self, ids: list[int]) -> Any:
        """Return the row of one id, if there is one."""
        rows = await self.fetching(self.statement, [b"{%d}" % ids[0]])
        return rows[0] if rows else None


async def _connect_libpq() -> Prepared:
    from optimized.fastpath.postgresql.calls import Statement  # noqa: PLC0415 - optional
    from optimized.fastpath.postgresql.pool import ConnectionPool  # noqa: PLC0415

    place = "host={DATABASE_HOST} user={DATABASE_USER} dbname={DATABASE_NAME}"
    options = "options='-c plan_cache_mode=force_generic_plan'"
    pool = ConnectionPool(f"{place.format_map(os.environ)} {options}", size=1, waiters=1)
    await pool.open()
    page, rows = [LibpqStatement(pool.fetch, Statement(SQL[name])) for name in ("page", "rows")]
    return Prepared(pool, page, rows)


class Backends:
    """The connections of one worker."""

    def __init__(self, free: asyncio.LifoQueue[Prepared], cache: redis.asyncio.Redis) -> None:
        self.free = free
        self.cache = cache

    @classmethod
    async def open(cls) -> Backends:
        """Connect as the optimized service does: same socket, same number of connections."""
        free: asyncio.LifoQueue[Prepared] = asyncio.LifoQueue()
        connect = _connect_libpq if os.environ.get("BARE_DRIVER") == "libpq" else _connect
        for _ in range(int(os.environ["DATABASE_CONNECTIONS"])):
            free.put_nowait(await connect())
        return cls(free, redis.asyncio.from_url(os.environ["REDIS_URL"]))

    async def answer(self, path: str, query: bytes) -> bytes | None:
        """Return the body for one path, or None where there is nothing."""
        _, kind, *key = path.split("/")
        if kind == "cached":
            return await self._cached(key[0])
        prepared = await self.free.get()
        try:
            if key:
                row = await prepared.rows.fetchrow([int(key[0])])
                return row and bytes(row[2])
            rows = await prepared.page.fetch(int(query.removeprefix(b"after=") or 0))
        finally:
            self.free.put_nowait(prepared)
        following = b"null"
        if len(rows) > PAGE_SIZE:
            following = b'"/customers?after=%d"' % int(rows[PAGE_SIZE - 1][0])
        results = b",".join([row[2] for row in rows[:PAGE_SIZE]])
        return b'{"next":%s,"results":[%s]}' % (following, results)

    async def _cached(self, after: str) -> bytes | None:
        key = f"bare:{after}"
        cached: bytes | None = await self.cache.get(key)  # type: ignore[assignment]  # typed for text
        if cached is None:
            cached = await self.answer("/customers", f"after={after}".encode())
            await self.cache.set(key, cached or b"")
        return cached

    async def close(self) -> None:
        """Give every connection back."""
        while not self.free.empty():
            await self.free.get_nowait().connection.close()
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
    body = await scope["state"]["backends"].answer(scope["path"], scope["query_string"])
    status = 404 if body is None else 200
    body = body or b"{}"
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, length]})
    await send({"type": "http.response.body", "body": body})
