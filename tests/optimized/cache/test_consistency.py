"""The cache of the base under faults: see consistency.py."""

from __future__ import annotations

from tests.optimized.cache import items
from tests.optimized.cache.consistency import Consistency, place, pool, redis

__all__ = ["place", "pool", "redis"]  # fixtures


class TestConsistency(Consistency):
    """Threads that read customers."""

    read = staticmethod(items.read)
