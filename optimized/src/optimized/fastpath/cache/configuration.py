"""Which store the asynchronous reader uses."""

from __future__ import annotations

from django.core.cache.backends.base import BaseCache
from django.core.exceptions import ImproperlyConfigured

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.fastpath.cache.local_store import LocalStore
from optimized.fastpath.cache.redis_store import RedisStore


def make_store(
    url: str, workers: int, cache: BaseCache, circuit: Circuit
) -> RedisStore | LocalStore:
    """Return the asynchronous side of `cache`, made by Django from `backend(url)`.

    Raises ImproperlyConfigured where several workers would each have a memory of their own.
    """
    if url:
        return RedisStore(url, circuit)
    if workers > 1:
        raise ImproperlyConfigured("workers share no cache without REDIS_URL: WEB_CONCURRENCY=1")
    return LocalStore(cache)
