"""The cache of the fast path under faults: see the base's consistency.py."""

from __future__ import annotations

from tests.fastpath.cache import items
from tests.optimized.cache.consistency import Consistency, place, pool, redis

__all__ = ["place", "pool", "redis"]  # fixtures


class TestConsistency(Consistency):
    """Tasks that read bytes."""

    read = staticmethod(items.read)
