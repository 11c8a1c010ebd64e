"""Redis as the store: one connection a process, made again whenever it is lost."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Sequence
from urllib.parse import urlsplit

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.configuration import ANSWER_SECONDS
from optimized.customers.infrastructure.cache.keys import EPOCH, SERVER
from optimized.customers.infrastructure.cache.writes import ENDS, NEW_SERVER, UNANNOUNCED
from optimized.fastpath.cache.connection import Connection
from optimized.fastpath.cache.store import StoreError

logger = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS = 0.05
_LAST_RETRY_SECONDS = 1.0
_PORT = 6379  # Redis's own


class RedisStore:
    """Implements Store, and closes the circuit once Redis is back.

    Each new connection begins by changing the epoch if the server is a new one.
    """

    def __init__(self, url: str, circuit: Circuit) -> None:
        """Take the URL of a socket or of a host. Raises ValueError for any other."""
        self._place = _place(url)
        self._circuit = circuit
        self._connection: Connection | None = None
        self._recovery: asyncio.Task[None] | None = None
        self._closing = False

    async def open(self) -> None:
        """Connect; with Redis away return after a first try and go on in the background."""
        self._closing = False
        try:
            await self._recover()
        except (OSError, StoreError):
            self.wake()

    async def close(self) -> None:
        """Drop the connection; calls raise StoreError from then on."""
        self._closing = True
        if self._recovery:
            self._recovery.cancel()
            await asyncio.wait([self._recovery])
        if self._connection:
            self._connection.close()
            await self._connection.gone

    def wake(self) -> None:
        """Start to recover unless this is under way."""
        if self._recovery is None or self._recovery.done():
            self._recovery = asyncio.create_task(self._recover_until_done())

    def fetch(self, keys: Sequence[str]) -> Awaitable[list[bytes | None]]:
        """See Store."""
        return self._connected().call("MGET", *keys)

    def add(self, key: str, value: str, milliseconds: int | None = None) -> Awaitable[object]:
        """See Store."""
        expiry = () if milliseconds is None else ("PX", milliseconds)
        return self._connected().call("SET", key, value, "NX", *expiry)

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        """See Store."""
        self._connected().tell("SET", key, value, "PX", milliseconds)

    def drop(self, key: str) -> None:
        """See Store."""
        self._connected().tell("DEL", key)

    def _connected(self) -> Connection:
        if self._connection is None:
            raise StoreError("Redis is away")
        return self._connection

    async def _recover_until_done(self) -> None:
        wait = _FIRST_RETRY_SECONDS
        while self._connection is None or self._circuit.closed() is None:
            try:
                await self._recover()
            except (OSError, StoreError) as error:
                logger.debug("the cache stays off: %s", error)
                await asyncio.sleep(wait * (0.5 + secrets.randbelow(1000) / 1000))
                wait = min(2 * wait, _LAST_RETRY_SECONDS)
        logger.info("the cache is on again")

    async def _recover(self) -> None:
        """Connect, change the epoch if need be, close the circuit. Raises OSError, StoreError."""
        opened = self._circuit.opened
        connection = self._connection
        if connection is None:
            connection = await Connection.to(self._place, ANSWER_SECONDS)
        try:
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


def _place(url: str) -> str | tuple[str, int]:
    parts = urlsplit(url)
    if not parts.query and "@" not in parts.netloc:  # no database but the first, no password
        match parts.scheme, parts.hostname, parts.path:
            case "unix", None, path if path:
                return path
            case "redis", str(host), "" | "/":
                return host, parts.port or _PORT
    raise ValueError(f"REDIS_URL must be unix:///path/of/the/socket or redis://HOST:PORT: {url!r}")
