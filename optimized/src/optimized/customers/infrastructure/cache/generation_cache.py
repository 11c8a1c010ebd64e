"""Django's cache with generations: entries are fresh or missing, never stale."""

from __future__ import annotations

import contextlib
import logging
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache.backends.base import BaseCache
from redis.exceptions import RedisError

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.customers.infrastructure.cache.writes import UNANNOUNCED, Writes

logger = logging.getLogger(__name__)

# While Redis fails, this often one thread of a process tries it again; the others do not wait.
_RETRY_SECONDS: Final = 0.25

# How long one reader may compute an entry before the others stop waiting for it.
_LOCK_SECONDS: Final = 2.0
_FIRST_POLL_SECONDS: Final = 0.005
_LAST_POLL_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Address:
    """Key of an entry, and the generation that outdates it, besides the epoch."""

    key: str
    generation: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """What was found: `values` by key, of fresh entries only, and the generations present."""

    opened: int
    generations: Mapping[str, int]
    values: Mapping[str, Any]

    def stamp(self, address: Address) -> tuple[int | None, int | None]:
        """Return the generations that an entry at `address` must have been read under."""
        return self.generations.get(EPOCH), self.generations.get(address.generation)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to compute one entry; `lock` is None where nobody waits for it."""

    lookup: Lookup
    lock: str | None


class GenerationCache:
    """Looks entries up together with their generations; the package's docstring explains why.

    Methods never raise RedisError: without Redis nothing is found and nothing is kept.
    """

    def __init__(self, cache: BaseCache, writes: Writes, circuit: Circuit, seconds: int) -> None:
        """Keep entries in `cache` for about `seconds`: up to a tenth less or more.

        `writes` uses the connections of `cache`, whose timeout is the readers'.
        """
        self._cache: Final = cache
        self._writes: Final = writes
        self._circuit: Final = circuit
        self._seconds: Final = seconds
        self._retry_at = 0.0  # 0 while Redis answers

    def look_up(self, addresses: Sequence[Address]) -> Lookup | None:
        """Return what the cache has at `addresses`; None while it cannot be used."""
        opened = self._opened()
        if opened is None:
            return None
        names = dict.fromkeys([EPOCH, *(each.generation for each in addresses)])
        with self._watched():
            found = self._cache.get_many([*names, *(each.key for each in addresses)])
            generations = {name: found[name] for name in names if name in found}
            epoch = generations.get(EPOCH)
            values = {}
            for each in addresses:
                entry = found.get(each.key)
                generation = generations.get(each.generation)
                # without one of them a write is under way, or nothing was kept since the last
                if entry is not None and epoch is not None and entry[:2] == (epoch, generation):
                    values[each.key] = entry[2]
            return Lookup(opened, generations, values)
        return None

    def begin(self, lookup: Lookup, addresses: Iterable[Address]) -> Lookup | None:
        """Return `lookup` with the generations that were missing, except under a write.

        None if Redis fails.
        """
        names = dict.fromkeys([*(each.generation for each in addresses), EPOCH])
        missing = [name for name in names if name not in lookup.generations]
        if not missing:
            return lookup
        with self._watched():
            generations = {**lookup.generations, **self._writes.generations(missing)}
            return Lookup(lookup.opened, generations, lookup.values)
        return None

    def keep(self, lookup: Lookup, entries: Iterable[tuple[Address, Any]]) -> None:
        """Keep values that were read from the database after `lookup` found its generations."""
        stamped = {
            address.key: (*stamp, value)
            for address, value in entries
            if None not in (stamp := lookup.stamp(address))
        }
        if stamped and self._circuit.closed() == lookup.opened:
            with self._watched():
                self._set(stamped)

    def claim(self, address: Address) -> Lookup | Claim | None:
        """Return a Lookup that has the entry, or a Claim to compute it and then `keep` it.

        Of all who miss an entry at once, in all processes, one has the claim. The others wait for
        it, but not for long. None while the cache cannot be used.
        """
        deadline = time.monotonic() + _LOCK_SECONDS
        poll = _FIRST_POLL_SECONDS
        while lookup := self.look_up([address]):
            if address.key in lookup.values:
                return lookup
            begun = self.begin(lookup, [address])
            if begun is None:
                break
            epoch, generation = begun.stamp(address)
            if epoch is None or generation is None:  # nothing can be kept during a write
                return Claim(begun, None)
            # The lock is of this generation: whoever asks after a write does not wait for what
            # was read before it.
            lock = f"lock:{address.key}:{epoch}:{generation}"
            if self._add_lock(lock):
                return Claim(begun, lock)
            if time.monotonic() > deadline:
                return Claim(begun, None)
            time.sleep(poll)
            poll = min(2 * poll, _LAST_POLL_SECONDS)
        return None

    def release(self, claim: Claim) -> None:
        """Let others compute the entry, after a computation whose result is not kept.

        Nobody waits for the lock of an entry that was kept: it expires by itself.
        """
        if claim.lock is not None:
            with self._watched():
                self._cache.delete(claim.lock)

    @contextlib.contextmanager
    def computing(self, claim: Claim) -> Iterator[None]:
        """Release `claim` if the computation fails."""
        try:
            yield
        except BaseException:
            self.release(claim)
            raise

    def _add_lock(self, lock: str) -> bool:
        with self._watched():
            return bool(self._cache.add(lock, 1, timeout=_LOCK_SECONDS))
        return True

    def _opened(self) -> int | None:
        """Return the circuit's count for `keep`; None while no entry can be trusted or found."""
        opened = self._circuit.closed()
        if opened is None:
            if self._circuit.claim_attempt(_RETRY_SECONDS):
                self._recover()
            return None
        if self._retry_at:
            now = time.monotonic()
            if now < self._retry_at:
                return None
            self._retry_at = now + _RETRY_SECONDS  # the other threads go on without
        return opened

    def _recover(self) -> None:
        """Change the epoch, then close the circuit."""
        opened = self._circuit.opened
        with self._watched():
            # as a writer does, because one that is under way keeps the epoch away
            self._writes.end([EPOCH], UNANNOUNCED)
            self._circuit.close(opened)
            logger.warning("the cache is on again")

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Suppress RedisError, and let nobody ask Redis again for a moment."""
        try:
            yield
        except RedisError as error:
            if not self._retry_at:
                logger.warning("the cache is off: %s", error)
            self._retry_at = time.monotonic() + _RETRY_SECONDS
        else:
            self._retry_at = 0.0

    def _set(self, entries: dict[str, Any]) -> None:
        timeout = self._seconds * random.uniform(0.9, 1.1)  # noqa: S311 - nothing to guess
        if len(entries) == 1:  # spares redis-py's pipeline
            self._cache.set(*entries.popitem(), timeout=timeout)
        else:
            self._cache.set_many(entries, timeout=timeout)
