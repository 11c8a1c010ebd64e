"""A fixed number of connections, and a bounded queue before them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable

import psycopg

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.connection import Call, Connection
from optimized.fastpath.postgresql.database import Parameters, Record, Statement

RECONNECT_SECONDS = 0.2
CHECK_SECONDS = 0.5  # so long a socket in error may go unnoticed, see Connection.read


class ConnectionPool:
    """Keeps `size` connections open and lets at most `waiters` calls wait for one.

    More would only grow old in the queue: the client is told to come back instead. Lost
    connections are replaced in the background as soon as PostgreSQL answers again.
    """

    def __init__(self, conninfo: str, size: int, waiters: int) -> None:
        self._conninfo = conninfo
        self._size = size
        self._waiters = waiters
        self._connections: set[Connection] = set()
        self._free: list[Connection] = []
        self._waiting: deque[Call] = deque()
        self._repairs: set[asyncio.Task[None]] = set()
        self._checking: asyncio.TimerHandle | None = None
        self._closing = False

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
        self._refuse_waiting()
        for connection in list(self._connections):
            await connection.close()
        self._connections.clear()
        self._free.clear()

    def fetch(self, statement: Statement, parameters: Parameters = ()) -> Awaitable[list[Record]]:
        """Run a statement. Raises UnavailableError at once if too many wait already."""
        call = Call(statement, parameters, self._loop.create_future())
        if self._free:
            self._free.pop().start(call)
        elif not self._connections:
            raise UnavailableError("The database is away.")
        else:
            self._wait(call)
        return call.answer

    def _check(self) -> None:
        for connection in list(self._connections):
            connection.read()
        self._checking = self._loop.call_later(CHECK_SECONDS, self._check)

    def _wait(self, call: Call) -> None:
        if len(self._waiting) >= self._waiters:
            self._waiting = deque(call for call in self._waiting if not call.answer.done())
            if len(self._waiting) >= self._waiters:
                raise UnavailableError("Too many requests wait for the database.")
        self._waiting.append(call)

    def _idle(self, connection: Connection) -> None:
        while self._waiting:
            call = self._waiting.popleft()
            if not call.answer.done():  # the client may be gone
                connection.start(call)
                return
        self._free.append(connection)

    def _lost(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if connection in self._free:
            self._free.remove(connection)
        if not self._connections:
            self._refuse_waiting()
        if not self._closing:
            task = self._loop.create_task(self._repair())
            self._repairs.add(task)
            task.add_done_callback(self._repairs.discard)

    def _refuse_waiting(self) -> None:
        while self._waiting:
            call = self._waiting.popleft()
            if not call.answer.done():
                call.answer.set_exception(UnavailableError("The database went away."))

    async def _connect(self) -> None:
        raw = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        connection = Connection(raw, self._idle, self._lost)
        self._connections.add(connection)
        self._idle(connection)

    async def _repair(self) -> None:
        while True:
            try:
                await self._connect()
            except psycopg.OperationalError:
                await asyncio.sleep(RECONNECT_SECONDS)
            else:
                return
