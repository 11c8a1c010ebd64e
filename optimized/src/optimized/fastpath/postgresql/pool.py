"""A fixed number of connections, and a bounded queue before them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.calls import Call, CallQueue, Record, Statement
from optimized.fastpath.postgresql.connection import Connection
from supervision.metrics.pools import Usage
from supervision.outage import SECONDS

RECONNECT_SECONDS = 0.2
CHECK_SECONDS = 0.5  # how long what Connection.check looks for may go unnoticed
CALL_SECONDS = 60
# PostgreSQL renders times, as UTC. What is prepared is stable (see Statement): it is planned
# once, at its first use. What runs for a connection that is gone is ended after 0.5 s.
OPTIONS = (
    "-c timezone=UTC -c plan_cache_mode=force_generic_plan -c statement_timeout={timeout}s"
    " -c client_connection_check_interval=500ms"
)


class ConnectionPool:
    """Keeps `size` connections open and lets at most `waiters` calls wait for one.

    Lost connections are replaced in the background as soon as PostgreSQL answers again, and their
    calls, which only read, are sent once more: without any connection, they wait for SECONDS.
    Statements with a timeout of their own, which may be slow, take at most half of the connections.
    """

    def __init__(
        self, conninfo: str, size: int, waiters: int, seconds: float = CALL_SECONDS
    ) -> None:
        """Give up a call after `seconds`."""
        self._conninfo = conninfo
        self._size = size
        self._seconds = seconds
        self._connections: set[Connection] = set()
        self._free: list[Connection] = []
        self._slow: set[Connection] = set()
        self._waiting = CallQueue(waiters, seconds)
        self._repairs: set[asyncio.Task[None]] = set()
        self._checking: asyncio.TimerHandle | None = None
        self._closing = False
        self._gone: float | None = None  # since when there has been no connection

    async def open(self) -> None:
        """Connect `size` times. Raises UnavailableError."""
        self._loop = asyncio.get_running_loop()
        try:
            await asyncio.gather(*(self._connect() for _ in range(self._size)))
        except psycopg.OperationalError as error:
            await self.close()
            raise UnavailableError(str(error)) from error
        self._check()

    async def close(self) -> None:
        """Disconnect; calls that run or wait raise UnavailableError."""
        self._closing = True
        if self._checking:
            self._checking.cancel()
        for task in self._repairs:
            task.cancel()
        self._waiting.refuse("The service is stopping.")
        for each in list(self._connections):
            await each.close()
        self._connections.clear()
        self._free.clear()

    def usage(self) -> Usage:
        """Return how many connections run a statement."""
        connected = len(self._connections)
        return Usage(connected, connected - len(self._free), len(self._waiting))

    def fetch(self, statement: Statement, values: Sequence[bytes] = ()) -> Awaitable[list[Record]]:
        """Run a statement. Raises UnavailableError at once if too many wait already."""
        now = self._loop.time()
        call = Call(statement, values, self._loop.create_future(), now)
        if self._is_away(now):
            raise UnavailableError("The database is away.")
        if not self._begin(call):
            self._waiting.add(call)
        return call.answer

    def _check(self) -> None:
        now = self._loop.time()
        for each in list(self._connections):
            each.check(now - self._seconds)
        if self._gone is None:
            self._waiting.refuse("The database is busy.", now)
        elif self._is_away(now):
            self._waiting.refuse("The database is away.")
        self._checking = self._loop.call_later(CHECK_SECONDS, self._check)

    def _is_away(self, now: float) -> bool:
        return self._gone is not None and now > self._gone + SECONDS

    def _may_be_slow(self) -> bool:
        return len(self._slow) < max(1, self._size // 2)

    def _begin(self, call: Call) -> bool:
        """Run a call if a connection is free for it."""
        begins = bool(self._free) and (not call.slow or self._may_be_slow())
        if begins:
            self._start(self._free.pop(), call)
        return begins

    def _start(self, connection: Connection, call: Call) -> None:
        if call.slow:
            self._slow.add(connection)
        connection.start(call)

    def _idle(self, connection: Connection) -> None:
        self._slow.discard(connection)
        if call := self._waiting.take(slow=self._may_be_slow()):
            self._start(connection, call)
        else:
            self._free.append(connection)

    def _lost(self, connection: Connection, call: Call | None) -> None:
        self._connections.discard(connection)
        self._slow.discard(connection)
        if connection in self._free:
            self._free.remove(connection)
        if not self._connections:
            self._gone = self._loop.time()
        if call:
            self._repeat(call)
        if not self._closing:
            task = self._loop.create_task(self._repair())
            self._repairs.add(task)
            task.add_done_callback(self._repairs.discard)

    def _repeat(self, call: Call) -> None:
        now = self._loop.time()
        call.deadline = call.deadline or now + SECONDS
        if self._closing or now > call.deadline:
            call.refuse("The database went away.")
        elif not call.answer.done() and not self._begin(call):
            self._waiting.put_back(call)

    async def _connect(self) -> None:
        raw = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        connection = Connection(raw, self._idle, self._lost)
        self._connections.add(connection)
        if self._gone is not None:
            self._gone = None
            self._waiting.renew(self._loop.time())
        self._idle(connection)

    async def _repair(self) -> None:
        while True:
            try:
                return await self._connect()
            except psycopg.OperationalError:
                await asyncio.sleep(RECONNECT_SECONDS)


def conninfo() -> str:
    """Return libpq's connection string for Django's default database."""
    given: Any = connection.get_connection_params()  # the rest is for psycopg in Python
    given = {name: value for name, value in given.items() if isinstance(value, str | int)}
    options = OPTIONS.format(timeout=settings.DATABASE_TIMEOUT_SECONDS)
    return make_conninfo(**given, options=options, application_name="optimized")
