"""Announces writes to the readers of all processes: before the commit, and after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from redis.exceptions import RedisError

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH, PAGES, row_generation
from optimized.customers.infrastructure.cache.writes import UNANNOUNCED, Writes

_NOT_WRITTEN = (
    "Nothing was written: Redis cannot be told, and a running service would go on showing the old "
    "rows. Let this process reach REDIS_URL, or set OPTIMIZATIONS=-cache if no service is running."
)
_WRITTEN = (
    "The write is committed, but Redis did not confirm it: a running service may show the old rows "
    "until CACHE_TTL_SECONDS are over. Restart Redis, or restart the service."
)


class UnannouncedWriteError(Exception):
    """A process outside the service wrote, or wanted to, what the service does not know of."""


class CacheInvalidation:
    """Implements Invalidation, in the thread of the writer."""

    def __init__(self, writes: Writes, circuit: Circuit | None) -> None:
        """Open `circuit` if Redis cannot be told.

        Processes outside the service have none: there, UnannouncedWriteError is raised instead,
        before the commit, so that nothing is written.
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
                raise UnannouncedWriteError(_NOT_WRITTEN) from error
            self._circuit.open()
            return UNANNOUNCED

    def _end(self, generations: Sequence[str], write: str) -> None:
        if self._is_open():
            return  # nothing cached until now will be trusted again
        told = False
        try:
            self._writes.end(generations, write)
            told = True
        except RedisError as error:
            if self._circuit is None:
                raise UnannouncedWriteError(_WRITTEN) from error
        finally:
            if not told and self._circuit:
                self._circuit.open()

    def _is_open(self) -> bool:
        return self._circuit is not None and self._circuit.closed() is None


class NullInvalidation:
    """Implements Invalidation where the optimization is off."""

    def customer_changes(self, _customer_id: int) -> Callable[[], None]:
        """See Invalidation."""
        return _nothing

    def reference_changes(self) -> Callable[[], None]:
        """See Invalidation."""
        return _nothing


def _nothing() -> None:
    """There is nothing to do after a commit."""
