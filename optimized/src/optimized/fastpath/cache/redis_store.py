"""Redis as the store: one connection per process, made again whenever it is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any, Final

from redis.exceptions import ConnectionError as AwayError
from redis.exceptions import RedisError

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.configuration import ANSWER_SECONDS
from optimized.customers.infrastructure.cache.keys import EPOCH, SERVER
from optimized.customers.infrastructure.cache.writes import ENDS, NEW_SERVER, UNANNOUNCED
from optimized.fastpath.cache.redis_connection import RedisConnection

logger = logging.getLogger(__name__)

_RETRY_SECONDS: Final = 0.2


class RedisStore:
    """Carries out commands in order.

    A new connection changes the epoch if the server is another one than before, which may hold old
    entries; so does one that closes the circuit, which a write that Redis missed has opened.
    """

    def __init__(self, url: str, circuit: Circuit, seconds: float = ANSWER_SECONDS) -> None:
        """Take any URL that redis-py takes; drop a connection whose answer takes `seconds`."""
        self._url = url
        self._circuit = circuit
        self._seconds = seconds
        self._connection: RedisConnection | None = None
        self._recovery: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect; with Redis away return after a few tries and go on in the background."""
        await asyncio.wait([self.wake()], timeout=10 * self._seconds)

    async def close(self) -> None:
        # Before Python 3.12, wait_for can lose a cancellation (gh-86296); redis-py connects by it.
        while self._recovery and not self._recovery.done():
            self._recovery.cancel()
            await asyncio.wait([self._recovery], timeout=self._seconds)
        connection, self._connection = self._connection, None
        if connection:
            connection.gone.remove_done_callback(self._lost)
            connection.close()
            await connection.gone

    def wake(self) -> asyncio.Task[None]:
        """Start to recover unless this is under way; called while the circuit is open."""
        if self._recovery is None or self._recovery.done():
            self._recovery = asyncio.create_task(self._recover_until_done())
        return self._recovery

    def call(self, *command: str | bytes | int) -> Awaitable[Any]:
        """See RedisConnection. Raises RedisError, at once or when awaited."""
        if self._connection is None:
            raise AwayError("Redis is away")
        return self._connection.call(*command)

    async def _recover_until_done(self) -> None:
        while self._connection is None or self._circuit.closed() is None:
            try:
                await self._recover()
            except Exception as error:  # noqa: BLE001 - nothing else would turn the cache on again
                level = logging.DEBUG if isinstance(error, RedisError) else logging.ERROR
                logger.log(level, "the cache stays off: %r", error)
                await asyncio.sleep(_RETRY_SECONDS)
        logger.info("the cache is on")

    async def _recover(self) -> None:
        """Have a connection, and close the circuit if it is open. Raises RedisError."""
        opened = self._circuit.opened
        connection = self._connection or await RedisConnection.to(self._url, self._seconds)
        try:
            if connection is not self._connection:
                await connection.call("EVAL", NEW_SERVER, 2, EPOCH, SERVER)
            if self._circuit.closed() is None:
                # as a writer does, for one that is under way keeps the epoch away
                await connection.call("EVAL", ENDS, 1, EPOCH, UNANNOUNCED)
        except BaseException:
            connection.close()
            raise
        if self._connection is None:
            self._connection = connection
            connection.gone.add_done_callback(self._lost)
        self._circuit.close(opened)

    def _lost(self, _gone: asyncio.Future[None]) -> None:
        self._connection = None
        logger.warning("the cache is off: the connection to Redis is lost")
        self.wake()
