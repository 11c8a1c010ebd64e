"""Puts the fast path in front of Django, with what it opens before the first request."""

from __future__ import annotations

from contextlib import AsyncExitStack

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kink import di

from optimized.api import PREFIX, api
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.cache.redis_store import RedisStore
from optimized.fastpath.checks import check_middleware
from optimized.fastpath.handler import FastPath
from optimized.fastpath.postgresql.pool import ConnectionPool, conninfo
from optimized.fastpath.routes import Routes
from optimized.platform.threads import Application, Receive, Scope, Send
from supervision.metrics.pools import POOLS


def install(django: Application) -> Lifespan:
    """Return the ASGI application that reads by the fast path and leaves the rest to `django`.

    Raises ImproperlyConfigured where it would answer otherwise than Django.
    """
    if not settings.REDIS_URL:
        raise ImproperlyConfigured("OPTIMIZATIONS: direct needs Redis: set REDIS_URL")
    check_middleware()
    database = ConnectionPool(conninfo(), settings.DATABASE_CONNECTIONS, settings.DATABASE_WAITERS)
    POOLS["fast path"] = database.usage
    circuit = di[Circuit]
    store = RedisStore(settings.REDIS_URL, circuit)
    cache = EntryCache(store, circuit, settings.CACHE_TTL_SECONDS)
    routes = Routes(PREFIX, database, cache)
    return Lifespan(FastPath(routes, api, django), database, store)


class Lifespan:
    """ASGI wrapper that opens resources at start-up, in order, and closes them at shutdown."""

    notes_answers = True  # what is inside does

    def __init__(self, application: Application, *resources: ConnectionPool | RedisStore) -> None:
        self._application = application
        self._resources = resources

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._application(scope, receive, send)
            return
        await receive()
        try:
            stack = await self.open()
        except Exception as error:  # noqa: BLE001 - the server is told, and ends
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await stack.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def open(self) -> AsyncExitStack:
        """Open all in order, and return what closes them in reverse, also if one does not open."""
        async with AsyncExitStack() as stack:
            for resource in self._resources:
                await resource.open()
                stack.push_async_callback(resource.close)
            return stack.pop_all()
