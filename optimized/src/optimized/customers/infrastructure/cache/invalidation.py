"""The synchronous side: writers outdate what the readers keep."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence

from django.core.cache.backends.base import BaseCache
from redis.exceptions import RedisError

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH, PAGES, row_generation

logger = logging.getLogger(__name__)


class CacheInvalidation:
    """Implements Invalidation through Django's cache, in the thread of the writer.

    Deletes rather than changes generations: Redis accepts that even when it is full.
    """

    def __init__(self, cache: BaseCache, circuit: Circuit | None) -> None:
        """Open `circuit` where Redis cannot be told; None in a process apart from the service."""
        self._cache = cache
        self._circuit = circuit

    def customer_changed(self, customer_id: int) -> None:
        """See Invalidation."""
        self._delete([PAGES, row_generation(customer_id)])

    def reference_changed(self) -> None:
        """See Invalidation; also for writes of many rows at once."""
        self._delete([EPOCH])

    def _delete(self, generations: Sequence[str]) -> None:
        if self._circuit and self._circuit.closed() is None:
            return  # nothing that was kept until now will be trusted again
        done = False
        try:
            with contextlib.suppress(RedisError):
                self._cache.delete_many(generations)
                done = True
        finally:
            if not done and self._circuit:
                self._circuit.open()
            elif not done:
                logger.warning("Redis was not told that rows changed: restart a running service")
