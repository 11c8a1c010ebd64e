"""The plain counterpart of the pool: synchronous psycopg, a thread for each statement."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import psycopg
from psycopg.pq import Escaping
from psycopg.pq.abc import PGresult

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.database import Parameters, Record, Statement


class ThreadedDatabase:
    """Runs statements in `size` threads, each with a connection of its own."""

    def __init__(self, conninfo: str, size: int) -> None:
        self._conninfo = conninfo
        self._size = size
        self._local = threading.local()
        self._connections: set[psycopg.Connection] = set()

    async def open(self) -> None:
        """Start the threads and connect once. Raises UnavailableError."""
        self._threads = ThreadPoolExecutor(self._size)
        await self.fetch(Statement("SELECT 1"))

    async def close(self) -> None:
        """Let the statements that run end, then disconnect."""
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()

    def fetch(self, statement: Statement, parameters: Parameters = ()) -> Awaitable[list[Record]]:
        """Run a statement in a thread."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._threads, self._fetch, statement, parameters)

    def _fetch(self, statement: Statement, parameters: Parameters) -> list[Record]:
        try:
            connection = self._connection()
            with psycopg.RawCursor(connection) as cursor:
                if statement.stable:
                    texts = [parameter.decode() for parameter in parameters]
                    cursor.execute(statement.sql.encode(), texts, prepare=True)
                else:
                    escape = Escaping(connection.pgconn).escape_literal
                    cursor.execute(statement.with_literals(list(map(escape, parameters))))
                    while cursor.nextset():  # the rows come last, after what sets a timeout
                        pass
                result = cast("PGresult", cursor.pgresult)
        except psycopg.OperationalError as error:
            raise UnavailableError(str(error)) from error
        columns = range(result.nfields)
        return [
            tuple(result.get_value(row, column) or b"" for column in columns)
            for row in range(result.ntuples)
        ]

    def _connection(self) -> psycopg.Connection:
        connection: psycopg.Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg.connect(self._conninfo, autocommit=True)
            self._local.connection = connection
            self._connections.add(connection)
        return connection
