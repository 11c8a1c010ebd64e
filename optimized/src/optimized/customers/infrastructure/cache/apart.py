"""Writes by processes apart from the service: commands and shells."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache

from optimized.customers.application.ports import Invalidation
from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.absent import NothingToInvalidate
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation


def invalidation() -> Invalidation:
    """Return what such a process tells; its methods raise UnannouncedWriteError."""
    if "cache" not in settings.OPTIMIZATIONS:
        return NothingToInvalidate()
    return CacheInvalidation(configuration.writes(settings.REDIS_URL, cache), circuit=None)
