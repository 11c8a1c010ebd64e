"""Invalidation for processes outside the service: commands and shells."""

from __future__ import annotations

from django.conf import settings

from optimized.customers.application.ports import Invalidation
from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.absent import NothingToInvalidate
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation


def invalidation() -> Invalidation:
    """Return what such a process announces writes to; raises UnannouncedWriteError."""
    if "cache" not in settings.OPTIMIZATIONS:
        return NothingToInvalidate()
    return CacheInvalidation(configuration.writes(), circuit=None)
