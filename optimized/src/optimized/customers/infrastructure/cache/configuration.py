"""Django's CACHES for a REDIS_URL, and what writers use of them."""

from __future__ import annotations

import os
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django_redis import get_redis_connection  # type: ignore[import-untyped]
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.generation_cache import GenerationCache
from optimized.customers.infrastructure.cache.keys import EPOCH, SERVER, as_written
from optimized.customers.infrastructure.cache.writes import (
    NEW_SERVER,
    LocalWrites,
    RedisWrites,
    Writes,
)

READERS: Final = "default"
WRITERS: Final = "writers"

# Redis answers in 0.1 ms on a Unix socket. A reader that waits 1,000 times as long asks PostgreSQL
# instead. A writer waits longer: what it cannot announce costs everybody all entries.
ANSWER_SECONDS: Final = 0.1
_WRITER_SECONDS: Final = 1.0


def backends(url: str) -> dict[str, dict[str, Any]]:
    """Return CACHES for `url`; without one, local memory for a single process.

    Raises ImproperlyConfigured for a URL that redis-py does not understand.
    """
    if not url:
        memory = "django.core.cache.backends.locmem.LocMemCache"
        return {READERS: {"BACKEND": memory, "KEY_FUNCTION": as_written}}
    try:
        parse_url(url)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise ImproperlyConfigured(f"REDIS_URL={url!r}: {error}") from error
    return {READERS: _redis(url, ANSWER_SECONDS), WRITERS: _redis(url, _WRITER_SECONDS)}


def writes(alias: str = WRITERS) -> Writes:
    """Return what announces writes in the CACHES of the settings, by the connections of `alias`."""
    if WRITERS in settings.CACHES:
        return RedisWrites(get_redis_connection(alias))
    return LocalWrites(caches[READERS])


def generation_cache(circuit: Circuit) -> GenerationCache:
    """Return the readers' cache.

    Raises ImproperlyConfigured where several workers would each have a memory of their own.
    """
    if WRITERS not in settings.CACHES and int(os.environ.get("WEB_CONCURRENCY", "1")) > 1:
        raise ImproperlyConfigured("workers share no cache without REDIS_URL: WEB_CONCURRENCY=1")
    # one for good: under ASGI `caches` makes another for each request
    cache = caches[READERS]
    return GenerationCache(cache, writes(READERS), circuit, settings.CACHE_TTL_SECONDS)


def _redis(url: str, seconds: float) -> dict[str, Any]:
    # in the URL rather than in OPTIONS, because django-redis has one pool for each URL
    timeouts = f"socket_timeout={seconds}&socket_connect_timeout={seconds}"
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": [f"{url}{'&' if '?' in url else '?'}{timeouts}"],
        "KEY_FUNCTION": as_written,
        "OPTIONS": {
            "CLIENT_CLASS": "optimized.customers.infrastructure.cache.redis_client.RedisClient",
            "CONNECTION_POOL_KWARGS": {
                "protocol": 2,
                "redis_connect_func": _on_connect,
                # once, for a connection that Redis has closed; never after a timeout
                "retry": Retry(NoBackoff(), 1, (RedisConnectionError,)),
            },
        },
    }


def _on_connect(connection: Any) -> None:
    """Authenticate and select the database, then change the epoch if the server is a new one."""
    connection.on_connect()
    connection.send_command("EVAL", NEW_SERVER, 2, EPOCH, SERVER)
    connection.read_response()
