"""Entries that are right or absent, each computed once at a time."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.keys import EPOCH, lock
from optimized.fastpath.cache.entries import (
    Address,
    Computed,
    Found,
    stamp,
    unstamp,
)
from optimized.fastpath.cache.generations import begin
from optimized.fastpath.cache.store import Store, StoreError

# Whoever computes an entry holds its lock for so long at most; the others look for the entry at
# this interval and then compute it themselves. A process that dies costs one such wait.
_LOCK_MILLISECONDS = 2000
_POLL_SECONDS = 0.005

Compute = Callable[[], Awaitable[Computed]]
ComputeMany = Callable[[Sequence[int]], Awaitable[Sequence[bytes]]]


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


class Cache:
    """See the package's docstring for why no entry is older than an acknowledged write."""

    def __init__(self, store: Store, circuit: Circuit, seconds: int) -> None:
        """Keep entries in `store` for about `seconds`: up to a tenth less or more."""
        self._store: Final = store
        self._circuit: Final = circuit
        self._seconds: Final = seconds
        self._flights: dict[tuple[str, bytes, int], Flight] = {}

    async def get(self, address: Address, compute: Compute, *, alone: bool = True) -> Found:
        """Return the entry at `address`, or else what `compute` returns, and keep that.

        `alone`: of all who ask at once, in all processes, one computes it. A caller that is
        cancelled disturbs no other that waits. False where the caller sees to that itself: it
        saves a task and a round trip. Raises what `compute` raises.
        """
        opened = self._trusted()
        if opened is None:
            return Found((await compute()).value, hit=False)
        generations = (EPOCH, address.generation)
        try:
            entry, *values = await self._store.fetch((address.key, *generations))
            current = stamp(values) or stamp(await begin(self._store, generations, values))
        except StoreError:
            current = None
        if current is None:
            return Found((await compute()).value, hit=False)
        value = unstamp(entry, current)
        if value is not None:
            return Found(value, hit=True)
        if not alone:
            return await self._compute(address, generations, current, opened, compute)
        # Shared only among those who found the generations that it began with: for them it reads
        # everything that had been acknowledged when they asked.
        key = (address.key, current, opened)
        flight = self._flights.get(key)
        if flight is None or flight.task.cancelling():
            task = asyncio.create_task(self._compute_alone(address, opened, compute))
            flight = self._flights[key] = Flight(task)
            task.add_done_callback(lambda _: self._landed(key, flight))
        return await flight.join()

    async def get_many(
        self, addresses: Sequence[Address], compute: ComputeMany
    ) -> tuple[Sequence[bytes], bool]:
        """Return the entries side by side with `addresses`, and whether the cache had them all.

        `compute` is given the indexes that are missing and returns their values in that order.
        """
        everything = range(len(addresses))
        opened = self._trusted()
        if opened is None:
            return await compute(everything), False
        generations = (EPOCH, *(address.generation for address in addresses))
        try:
            found = await self._store.fetch((*generations, *(each.key for each in addresses)))
            values, entries = found[: len(generations)], found[len(generations) :]
            if None in values:
                values = await begin(self._store, generations, values)
        except StoreError:
            return await compute(everything), False
        stamps = [stamp((values[0], value)) for value in values[1:]]
        results = [
            unstamp(entry, current) if current else None
            for entry, current in zip(entries, stamps, strict=True)
        ]
        missing = [index for index in everything if results[index] is None]
        if missing:
            computed = await compute(missing)
            for index, value in zip(missing, computed, strict=True):
                results[index] = value
            self._keep(
                opened,
                (
                    (addresses[index].key, stamps[index], value)
                    for index, value in zip(missing, computed, strict=True)
                ),
            )
        return [value for value in results if value is not None], not missing

    def _trusted(self) -> int | None:
        """Return what to compare before keeping an entry, None while no entry can be trusted."""
        opened = self._circuit.closed()
        if opened is None:
            self._store.wake()
        return opened

    async def _compute_alone(self, address: Address, opened: int, compute: Compute) -> Found:
        generations = (EPOCH, address.generation)
        deadline = asyncio.get_running_loop().time() + _LOCK_MILLISECONDS / 1000
        while True:
            try:
                locking = self._store.add(lock(address.key), "", _LOCK_MILLISECONDS)
                fetching = self._store.fetch((address.key, *generations))
                locked, (entry, *values) = await locking, await fetching
                current = stamp(values) or stamp(await begin(self._store, generations, values))
            except StoreError:
                return Found((await compute()).value, hit=False)
            value = unstamp(entry, current) if current else None
            if value is not None:
                if locked:
                    self._unlock(address)
                return Found(value, hit=True)
            if locked or asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(_POLL_SECONDS)
        try:
            return await self._compute(address, generations, current, opened, compute)
        finally:
            self._unlock(address)

    async def _compute(
        self,
        address: Address,
        generations: Sequence[str],
        current: bytes | None,
        opened: int,
        compute: Compute,
    ) -> Found:
        computed = await compute()
        if current is not None:  # None: outdated before it could be read
            self._keep(opened, [(address.key, current, computed.value)])
            await self._keep_further(computed, generations, current, opened)
        return Found(computed.value, hit=False)

    def _landed(self, key: tuple[str, bytes, int], flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.task.cancelled():
            flight.task.exception()  # if all who waited were cancelled, nobody is there to be told

    def _keep(self, opened: int, entries: Iterable[tuple[str, bytes | None, bytes]]) -> None:
        """Keep values by key, each with the stamp that was found before it was read.

        Not where that is None, nor if the circuit has opened since.
        """
        if self._circuit.closed() != opened:
            return
        with contextlib.suppress(StoreError):
            for key, current, value in entries:
                if current is not None:
                    # 50 ns against 1 µs of `secrets`, 21 times for a page
                    jitter = 900 + 200 * random.random()  # noqa: S311 - nothing to guess
                    self._store.put(key, current + value, int(self._seconds * jitter))

    async def _keep_further(
        self, computed: Computed, generations: Sequence[str], current: bytes, opened: int
    ) -> None:
        """Keep the further entries under their generations of now.

        These were not known before the database was read. But as what outdates them outdates the
        value too, they are right for as long as the value's generations have not changed.
        """
        if not computed.further:
            return
        names = (*generations, *(address.generation for address, _ in computed.further))
        try:
            values = await self._store.fetch(names)
            if None in values:
                values = await begin(self._store, names, values)
        except StoreError:
            return
        if stamp(values[: len(generations)]) != current:
            return
        own = values[len(generations) :]
        self._keep(
            opened,
            (
                (address.key, stamp((values[0], generation)), value)
                for (address, value), generation in zip(computed.further, own, strict=True)
            ),
        )

    def _unlock(self, address: Address) -> None:
        with contextlib.suppress(StoreError):
            self._store.drop(lock(address.key))
