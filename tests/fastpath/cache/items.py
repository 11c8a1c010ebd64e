"""Processes that read and write rows with a version, through the cache, and say what they saw."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import LiteralString

import psycopg
import uvloop

from optimized.customers.application.ports import Invalidation
from optimized.customers.infrastructure.cache import configuration, keys
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.fastpath.cache.entry_cache import Address, EntryCache, Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache.history import Read, Write
from tests.optimized.cache.sharing import circuit_at

ITEMS = 60
PAGE = 10
READERS = 16  # tasks in each reading process
WRITERS = 4  # threads in the writing process
WRITE_PAUSE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is. Each reader says in `directory` that it has begun."""

    database: str
    redis: str
    directory: Path

    @property
    def circuit(self) -> Path:
        """The file of the shared circuit."""
        return self.directory / "circuit"

    @property
    def done(self) -> Path:
        """Once this exists, all stop."""
        return self.directory / "done"

    def begun(self, seed: int) -> Path:
        """Exists once the reader `seed` reads."""
        return self.directory / f"begun-{seed}"


def create(database: str) -> None:
    """Make the table, every item in its version 1."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE item (id integer PRIMARY KEY, version integer NOT NULL)")
        filling: LiteralString = "INSERT INTO item SELECT n, 1 FROM generate_series(0, %s) AS n"
        connection.execute(filling, [ITEMS - 1])


class Items:
    """Reads pages (by number) and rows through the cache; sometimes keeps them only later."""

    def __init__(
        self, connection: psycopg.AsyncConnection, cache: EntryCache, chance: random.Random
    ) -> None:
        self._connection = connection
        self._cache = cache
        self._chance = chance

    async def page(self, number: int) -> Found:
        """Return versions by item, as JSON."""
        ids = range(number * PAGE, (number + 1) * PAGE)
        return await self._cache.get(_page(number), partial(self._read, ids))

    async def row(self, item: int) -> Found:
        """Return the version of an item, as JSON."""
        address = Address(f"item:{item}", keys.row_generation(item))
        return await self._cache.get(address, partial(self._read, [item]), alone=False)

    async def _read(self, ids: Sequence[int]) -> bytes:
        sql: LiteralString = "SELECT id, version FROM item WHERE id = ANY(%s)"
        cursor = await self._connection.execute(sql, [list(ids)])
        found = await cursor.fetchall()
        if self._chance.random() < 0.1:
            await asyncio.sleep(self._chance.uniform(0, 0.02))
        return json.dumps(found).encode()


def _page(number: int) -> Address:
    return Address(f"page:{number}", keys.PAGES)


def read(place: Place, seed: int, quota: int) -> list[Read]:
    """Read `quota` times, or until it is done."""

    async def main() -> list[Read]:
        circuit = circuit_at(place.circuit)
        store = RedisStore(place.redis, circuit)
        await store.open()
        connection = await psycopg.AsyncConnection.connect(place.database, autocommit=True)
        chance = random.Random(seed)
        reader = Items(connection, EntryCache(store, circuit, 300), chance)
        reads: list[Read] = []
        place.begun(seed).touch()
        async with connection, asyncio.TaskGroup() as group:
            for _ in range(READERS):
                group.create_task(_read_on(place, reader, chance, reads, quota))
        await store.close()
        return reads

    return uvloop.run(main())


async def _read_on(
    place: Place,
    reader: Items,
    chance: random.Random,
    reads: list[Read],
    quota: int,
) -> None:
    while len(reads) < quota and not place.done.exists():
        started = time.monotonic_ns()
        if chance.random() < 0.1:
            found = await reader.page(chance.randrange(ITEMS // PAGE))
        else:
            found = await reader.row(chance.randrange(ITEMS))
        reads.append(Read(started, dict(json.loads(found.value)), found.hit))


def write(place: Place, invalidation: str) -> list[Write]:
    """Raise versions until it is done, and tell `invalidation` (a key of INVALIDATIONS)."""
    os.environ["REDIS_URL"] = place.redis
    outdate = INVALIDATIONS[invalidation](configuration.writes(), circuit_at(place.circuit))
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(_write_on, place, outdate, seed) for seed in range(WRITERS)]
        return [write for each in writing for write in each.result()]


def _write_on(place: Place, invalidation: Invalidation, seed: int) -> list[Write]:
    chance = random.Random(seed)
    writes = []
    sql: LiteralString = "UPDATE item SET version = version + 1 WHERE id = %s RETURNING version"
    with psycopg.connect(place.database, autocommit=True) as connection:
        while not place.done.exists():
            item = chance.randrange(ITEMS)
            committed = invalidation.customer_changes(item)
            [[version]] = connection.execute(sql, [item]).fetchall()
            committed()
            writes.append(Write(item, version, time.monotonic_ns()))
            time.sleep(WRITE_PAUSE_SECONDS)
    return writes


class Forgotten(CacheInvalidation):
    """A mistake to be found: nothing is outdated."""

    def customer_changes(self, _customer_id: int) -> Callable[[], None]:
        """Forget it."""
        return lambda: None


class Entries(CacheInvalidation):
    """A mistake to be found: deletes the entries that are there, which leaves out late readers."""

    def customer_changes(self, customer_id: int) -> Callable[[], None]:
        """Delete the row and the page."""
        return self._begin([f"item:{customer_id}", _page(customer_id // PAGE).key])


INVALIDATIONS: dict[str, type[CacheInvalidation]] = {
    "generations": CacheInvalidation,
    "forgotten": Forgotten,
    "entries": Entries,
}
