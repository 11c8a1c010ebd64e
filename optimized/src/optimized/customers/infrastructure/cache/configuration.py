"""Which store stands behind the cache, for Django's settings and for the composition root."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import BaseCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from optimized.customers.infrastructure.cache.keys import as_written
from optimized.customers.infrastructure.cache.writes import LocalWrites, RedisWrites, Writes

# Redis answers in 0.1 ms. What takes 1,000 times as long on a Unix socket is better asked of
# PostgreSQL, and longer than this no write is held up.
ANSWER_SECONDS = 0.1


def backend(url: str) -> dict[str, Any]:
    """Return Django's cache for `url`: Redis; without one local memory, for a single process."""
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "KEY_FUNCTION": as_written,
        }
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": url,
        "KEY_FUNCTION": as_written,
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": ANSWER_SECONDS,
            "SOCKET_TIMEOUT": ANSWER_SECONDS,
            # once, for a connection that Redis closed when it was restarted; by default three
            # times with seconds between them
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 1)},
        },
    }


def writes(url: str, cache: BaseCache) -> Writes:
    """Return the writers' side of `cache`, made by Django from `backend(url)`."""
    return RedisWrites(cache) if url else LocalWrites(cache)
