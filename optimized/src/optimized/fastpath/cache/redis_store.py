"""Redis as the store: one connection per process, made again whenever it is lost."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Sequence
from typing import Final

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.configuration import ANSWER_SECONDS
from optimized.customers.infrastructure.cache.keys import EPOCH, SERVER
from optimized.customers.infrastructure.cache.writes import ENDS, NEW_SERVER, UNANNOUNCED
from optimized.fastpath.cache.redis_connection import RedisConnection, RedisError

logger = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS: Final = 0.05
_LAST_RETRY_SECONDS: Final = 1.0


class RedisStore:
    """Bytes by key. Calls are carried out in order, and raise RedisError, at once or when awaited.

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
        self._closing = False

    async def open(self) -> None:
        """Connect; with Redis away return after a first try and go on in the background."""
        self._closing = False
        try:
            await self._recover()
        except (OSError, RedisError):
            self.wake()

    async def close(self) -> None:
        """Drop the connection."""
        self._closing = True
        if self._recovery:
            self._recovery.cancel()
            await asyncio.wait([self._recovery])
        if self._connection:
            self._connection.close()
            await self._connection.gone

    def wake(self) -> None:
        """Start to recover unless this is under way; called while the circuit is open."""
        if self._recovery is None or self._recovery.done():
            self._recovery = asyncio.create_task(self._recover_until_done())

    def fetch(self, keys: Sequence[str]) -> Awaitable[list[bytes | None]]:
        """Return the values of `keys` at one instant, None for what is missing."""
        return self._connected().call("MGET", *keys)

    def add(self, key: str, value: str | int, milliseconds: int | None = None) -> Awaitable[object]:
        """Set `key` unless it exists; return something true if it was set.

        `milliseconds`: how long it lives; None: until it is evicted.
        """
        expiry = () if milliseconds is None else ("PX", milliseconds)
        return self._connected().call("SET", key, value, "NX", *expiry)

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        """Set `key` without waiting. A refusal is of no interest: the entry is missing then."""
        self._connected().tell("SET", key, value, "PX", milliseconds)

    def drop(self, key: str) -> None:
        """Delete `key` without waiting."""
        self._connected().tell("DEL", key)

    def _connected(self) -> RedisConnection:
        if self._connection is None:
            raise RedisError("Redis is away")
        return self._connection

    async def _recover_until_done(self) -> None:
        wait = _FIRST_RETRY_SECONDS
        while self._connection is None or self._circuit.closed() is None:
            try:
                await self._recover()
            except (OSError, RedisError) as error:
                logger.debug("the cache stays off: %s", error)
                await asyncio.sleep(wait * (0.5 + secrets.randbelow(1000) / 1000))
                wait = min(2 * wait, _LAST_RETRY_SECONDS)
        logger.info("the cache is on again")

    async def _recover(self) -> None:
        """Have a connection, and close the circuit if it is open. Raises OSError, RedisError."""
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
        if not self._closing:
            logger.warning("the cache is off: the connection to Redis is lost")
            self.wake()
