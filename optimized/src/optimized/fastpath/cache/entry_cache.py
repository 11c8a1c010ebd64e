"""A cache that never serves stale entries, and computes each missing entry once.

An entry begins with the generations that it was read under, its stamp, and is fetched together with
them: customers/infrastructure/cache explains why no entry is older than an acknowledged write.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH, new_generation
from optimized.fastpath.cache.redis_connection import RedisError
from optimized.fastpath.cache.redis_store import RedisStore

# Whoever computes an entry holds its lock for so long at most; the others look for the entry at
# this interval and then compute it themselves. A process that dies costs one such wait.
_LOCK_MILLISECONDS = 2000
_POLL_SECONDS = 0.005

Compute = Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Address:
    """The key of an entry, and the generation that outdates it, beside the epoch."""

    key: str
    generation: str


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and whether it came from the cache."""

    value: bytes
    hit: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value may be kept: its key, its stamp, and the circuit's counter before it was read.

    Whoever found this stamp may share the value: it is read after everything that had been
    acknowledged when they asked.
    """

    key: str
    stamp: bytes
    opened: int


@dataclass(slots=True)
class Flight:
    """A computation under way, which is cancelled once nobody waits for it."""

    task: asyncio.Task[Found]
    waiting: int = 0

    async def join(self) -> Found:
        """Wait for it; a caller that is cancelled disturbs no other."""
        self.waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self.waiting -= 1
            if not self.waiting:
                self.task.cancel()  # of no effect on one that is done


class EntryCache:
    """Keeps bytes in Redis; without Redis nothing is found and nothing is kept."""

    def __init__(self, store: RedisStore, circuit: Circuit, seconds: int) -> None:
        """Keep entries for about `seconds`: up to a tenth less or more."""
        self._store: Final = store
        self._circuit: Final = circuit
        self._seconds: Final = seconds
        self._flights: dict[Slot, Flight] = {}

    async def get(self, address: Address, compute: Compute, *, alone: bool = True) -> Found:
        """Return the entry at `address`, or else what `compute` returns, and keep that.

        `alone`: of all who ask at once, in all processes, one computes it. False where computing
        is cheaper than a task and a lock. Raises what `compute` raises.
        """
        opened = self._circuit.closed()
        entry = stamp = None
        if opened is None:
            self._store.wake()
        else:
            with contextlib.suppress(RedisError):
                entry, stamp = await self._fetch(address)
        if opened is None or stamp is None:  # without a stamp: Redis is away or a write under way
            return Found(await compute(), hit=False)
        value = _unstamp(entry, stamp)
        if value is not None:
            return Found(value, hit=True)
        slot = Slot(address.key, stamp, opened)
        if not alone:
            return await self._compute(slot, compute)
        return await self._flight(slot, compute).join()

    async def _fetch(self, address: Address) -> tuple[bytes | None, bytes | None]:
        """Return the entry and the stamp of now. Raises RedisError."""
        names = (EPOCH, address.generation)
        entry, *generations = await self._store.fetch((address.key, *names))
        if None in generations:
            generations = await self._begin(names, generations)
        present = [each for each in generations if each is not None]
        return entry, b"%b\n" % b" ".join(present) if len(present) == len(names) else None

    async def _begin(
        self, names: Sequence[str], generations: Sequence[bytes | None]
    ) -> list[bytes | None]:
        """Make the generations that are None and return all as they are then.

        One that a writer deletes in between is still missing. Raises RedisError.
        """
        adding = [
            self._store.add(name, new_generation())
            for name, generation in zip(names, generations, strict=True)
            if generation is None
        ]
        fetching = self._store.fetch(names)
        for added in adding:
            await added
        return await fetching

    def _flight(self, slot: Slot, compute: Compute) -> Flight:
        flight = self._flights.get(slot)
        if flight is None or flight.task.cancelling():
            task = asyncio.create_task(self._compute_alone(slot, compute))
            flight = self._flights[slot] = Flight(task)
            task.add_done_callback(lambda _: self._land(slot, flight))
        return flight

    def _land(self, slot: Slot, flight: Flight) -> None:
        if self._flights.get(slot) is flight:
            del self._flights[slot]
        if not flight.task.cancelled():
            flight.task.exception()  # if all who waited were cancelled, nobody is there to be told

    async def _compute_alone(self, slot: Slot, compute: Compute) -> Found:
        # of this stamp: who asks after a write waits for nobody who reads what was before it
        lock = f"lock:{slot.key}:{slot.stamp.decode()}"
        deadline = asyncio.get_running_loop().time() + _LOCK_MILLISECONDS / 1000
        try:
            while not await self._store.add(lock, "", _LOCK_MILLISECONDS):
                (entry,) = await self._store.fetch([slot.key])
                value = _unstamp(entry, slot.stamp)
                if value is not None:
                    return Found(value, hit=True)
                if asyncio.get_running_loop().time() > deadline:
                    break
                await asyncio.sleep(_POLL_SECONDS)
        except RedisError:
            return Found(await compute(), hit=False)
        try:
            return await self._compute(slot, compute)
        except BaseException:  # else it expires by itself, for until then some may still ask for it
            with contextlib.suppress(RedisError):
                self._store.drop(lock)
            raise

    async def _compute(self, slot: Slot, compute: Compute) -> Found:
        value = await compute()
        if self._circuit.closed() == slot.opened:
            # 50 ns against 1 µs of `secrets`
            jitter = 900 + 200 * random.random()  # noqa: S311 - nothing to guess
            with contextlib.suppress(RedisError):
                self._store.put(slot.key, slot.stamp + value, int(self._seconds * jitter))
        return Found(value, hit=False)


def _unstamp(entry: bytes | None, stamp: bytes) -> bytes | None:
    """Return the value of an entry; None if it is missing or was read under another stamp."""
    return entry[len(stamp) :] if entry is not None and entry.startswith(stamp) else None
