"""A cache that never serves stale entries, and computes each missing entry once.

An entry begins with the generations that it was read under, its stamp, and is fetched together with
them: customers/infrastructure/cache explains why no entry is older than an acknowledged write.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

from redis.exceptions import RedisError

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.generation_cache import Address
from optimized.customers.infrastructure.cache.keys import EPOCH, new_generation
from optimized.customers.infrastructure.cache.writes import GENERATIONS
from optimized.fastpath.cache.redis_store import RedisStore

# Whoever computes an entry holds its lock for so long at most; the others look for the entry at
# this interval and then compute it themselves. A process that dies costs one such wait.
_LOCK_MILLISECONDS = 2000
_POLL_SECONDS = 0.005

Compute = Callable[[], Awaitable[bytes]]


class Found(NamedTuple):
    """A value, and whether it came from the cache."""

    value: bytes
    hit: bool


class Slot(NamedTuple):
    """Where a value may be kept: its key, its stamp, and the circuit's counter before it was read.

    Whoever found this stamp may share the value: it is read after everything that had been
    acknowledged when they asked.
    """

    key: str
    stamp: bytes
    opened: int


@dataclass(slots=True)
class Flight:
    """A computation under way, and how many wait for it."""

    task: asyncio.Task[Found]
    waiting: int = 0


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
            with suppress(RedisError):
                entry, stamp = await self._fetch(address)
        if opened is None or stamp is None:  # without a stamp: Redis is away or a write under way
            return Found(await compute(), hit=False)
        value = _unstamp(entry, stamp)
        if value is not None:
            return Found(value, hit=True)
        slot = Slot(address.key, stamp, opened)
        return await (self._share(slot, compute) if alone else self._compute(slot, compute))

    async def _fetch(self, address: Address) -> tuple[bytes | None, bytes | None]:
        """Return the entry and the stamp of now. Raises RedisError."""
        keys = (address.key, EPOCH, address.generation)
        entry, *generations = await self._store.call("MGET", *keys)
        if None in generations:  # still after this where a write is under way
            names = dict.fromkeys(keys[1:])  # one where the epoch is the generation
            made = await self._store.call("EVAL", GENERATIONS, len(names), *names, new_generation())
            generations = [made[0], made[-1]]
        return entry, None if None in generations else b"%b %b\n" % tuple(generations)

    async def _share(self, slot: Slot, compute: Compute) -> Found:
        """Return what one task computes for all who ask; it ends once nobody waits for it."""
        flight = self._flights.get(slot)
        if flight is None:
            task = asyncio.create_task(self._compute_alone(slot, compute))
            flight = self._flights[slot] = Flight(task)
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)  # a caller that is cancelled disturbs no other
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                del self._flights[slot]
                flight.task.cancel()  # of no effect on one that is done

    async def _compute_alone(self, slot: Slot, compute: Compute) -> Found:
        # of this stamp: who asks after a write waits for nobody who reads what was before it
        lock = f"lock:{slot.key}:{slot.stamp.decode()}"
        clock = asyncio.get_running_loop().time
        deadline = clock() + _LOCK_MILLISECONDS / 1000
        try:
            while not await self._store.call("SET", lock, "", "NX", "PX", _LOCK_MILLISECONDS):
                value = _unstamp(await self._store.call("GET", slot.key), slot.stamp)
                if value is not None:
                    return Found(value, hit=True)
                if clock() > deadline:
                    break
                await asyncio.sleep(_POLL_SECONDS)
        except RedisError:
            return Found(await compute(), hit=False)
        try:
            return await self._compute(slot, compute)
        except BaseException:  # else it expires by itself, for until then some may still ask for it
            with suppress(RedisError):
                self._store.call("DEL", lock)
            raise

    async def _compute(self, slot: Slot, compute: Compute) -> Found:
        value = await compute()
        if self._circuit.closed() == slot.opened:
            # up to a tenth less or more, in ms; 50 ns against 1 µs of `secrets`
            lifetime = int(self._seconds * (900 + 200 * random.random()))  # noqa: S311
            with suppress(RedisError):
                self._store.call("SET", slot.key, slot.stamp + value, "PX", lifetime)
        return Found(value, hit=False)


def _unstamp(entry: bytes | None, stamp: bytes) -> bytes | None:
    """Return the value of an entry; None if it is missing or was read under another stamp."""
    return entry[len(stamp) :] if entry is not None and entry.startswith(stamp) else None
