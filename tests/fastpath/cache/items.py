"""A process whose tasks read items with a version through the fast path's cache."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections.abc import Sequence
from functools import partial
from typing import LiteralString

import psycopg
import uvloop

from optimized.customers.infrastructure.cache import keys
from optimized.customers.infrastructure.cache.generation_cache import Address
from optimized.fastpath.cache.entry_cache import EntryCache, Found
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache.history import Read
from tests.optimized.cache.items import ITEMS, PAGE, Place, page_key, row_key
from tests.optimized.cache.sharing import circuit_at

READERS = 16  # tasks in each reading process


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
        address = Address(page_key(number), keys.PAGES)
        return await self._cache.get(address, partial(self._read, ids))

    async def row(self, item: int) -> Found:
        """Return the version of an item, as JSON."""
        address = Address(row_key(item), keys.row_generation(item))
        return await self._cache.get(address, partial(self._read, [item]), alone=False)

    async def _read(self, ids: Sequence[int]) -> bytes:
        sql: LiteralString = "SELECT id, version FROM item WHERE id = ANY(%s)"
        cursor = await self._connection.execute(sql, [list(ids)])
        found = await cursor.fetchall()
        if self._chance.random() < 0.1:
            await asyncio.sleep(self._chance.uniform(0, 0.02))
        return json.dumps(found).encode()


def read(place: Place, seed: int, quota: int) -> list[Read]:
    """Read `quota` times, or until it is done."""

    async def main() -> list[Read]:
        circuit = circuit_at(place.circuit)
        store = RedisStore(os.environ["REDIS_URL"], circuit)
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
    place: Place, reader: Items, chance: random.Random, reads: list[Read], quota: int
) -> None:
    while len(reads) < quota and not place.done.exists():
        started = time.monotonic_ns()
        if chance.random() < 0.1:
            found = await reader.page(chance.randrange(ITEMS // PAGE))
        else:
            found = await reader.row(chance.randrange(ITEMS))
        reads.append(Read(started, dict(json.loads(found.value)), found.hit))
