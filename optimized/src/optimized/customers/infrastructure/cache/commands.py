"""Invalidation for processes outside the service: commands and shells."""

from __future__ import annotations

from django.conf import settings

from optimized.customers.application.ports import Invalidation
from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.invalidation import (
    CacheInvalidation,
    NullInvalidation,
)


def invalidation() -> Invalidation:
    """Return what such a process announces its writes to; raises UnannouncedWriteError."""
    if "cache" not in settings.OPTIMIZATIONS:
        return NullInvalidation()
    return CacheInvalidation(configuration.writes(), circuit=None)
