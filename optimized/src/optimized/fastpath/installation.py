"""Puts the fast path in front of Django."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kink import di

from optimized.api import PREFIX, api
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.cache.redis_store import RedisStore
from optimized.fastpath.checks import check_middleware
from optimized.fastpath.handler import FastPath
from optimized.fastpath.lifespan import Lifespan
from optimized.fastpath.postgresql.conninfo import conninfo
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.routes import Routes
from optimized.platform.threads import Application
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
    return Lifespan(FastPath(routes, api, django), [database, store])
