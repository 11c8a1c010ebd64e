"""The synchronous side: writers outdate what the readers keep."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial

from redis.exceptions import RedisError

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH, PAGES, row_generation
from optimized.customers.infrastructure.cache.writes import UNANNOUNCED, Writes

_APART = (
    "Redis cannot be told that rows change, and a running service would go on with the old ones: "
    "let this process reach Redis, or set OPTIMIZATIONS=-cache where no service runs"
)


class UnannouncedWriteError(Exception):
    """A write apart from the service that the service would not hear of, and so was not made."""


class CacheInvalidation:
    """Implements Invalidation, in the thread of the writer."""

    def __init__(self, writes: Writes, circuit: Circuit | None) -> None:
        """Open `circuit` where Redis cannot be told; None in a process apart from the service.

        There, what cannot be announced raises UnannouncedWriteError.
        """
        self._writes = writes
        self._circuit = circuit

    def customer_changes(self, customer_id: int) -> Callable[[], None]:
        """See Invalidation."""
        return self._begin([PAGES, row_generation(customer_id)])

    def reference_changes(self) -> Callable[[], None]:
        """See Invalidation; also for writes of many rows at once."""
        return self._begin([EPOCH])

    def _begin(self, generations: Sequence[str]) -> Callable[[], None]:
        return partial(self._end, generations, self._announce(generations))

    def _announce(self, generations: Sequence[str]) -> str:
        if self._is_open():
            return UNANNOUNCED
        try:
            return self._writes.begin(generations)
        except RedisError as error:
            if self._circuit is None:
                raise UnannouncedWriteError(_APART) from error
            self._circuit.open()
            return UNANNOUNCED

    def _end(self, generations: Sequence[str], write: str) -> None:
        if self._is_open():
            return  # nothing that was kept until now will be trusted again
        told = False
        try:
            with contextlib.suppress(RedisError):
                self._writes.end(generations, write)
                told = True
        finally:
            if not told and self._circuit:
                self._circuit.open()

    def _is_open(self) -> bool:
        return self._circuit is not None and self._circuit.closed() is None
