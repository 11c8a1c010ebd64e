"""Processes that read and write rows with a version, through the cache, and say what they saw."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from optimized.customers.application.ports import Invalidation
from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.customer_cache import GenerationCustomerCache
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.rows import Rows
from optimized.customers.infrastructure.cache.serialization import LAYOUT
from optimized.customers.infrastructure.models import Customer
from tests.optimized.cache.customers import customer
from tests.optimized.cache.history import Read, Write
from tests.optimized.cache.sharing import circuit_at

ITEMS = 60
PAGE = 10
READERS = 8  # threads in each reading process
WRITERS = 4  # threads in the writing process
WRITE_PAUSE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is. Each reader says in `directory` that it has begun."""

    database: str
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


def row_key(item: int) -> str:
    """Return the key of an item."""
    return f"customer:{LAYOUT}:{item}"


def page_key(number: int) -> str:
    """Return the key of a page that has its items in it."""
    return f"page:{number}"


def create(database: str) -> None:
    """Make the table, every item in its version 1."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE item (id integer PRIMARY KEY, version integer NOT NULL)")
        filling: LiteralString = "INSERT INTO item SELECT n, 1 FROM generate_series(0, %s) AS n"
        connection.execute(filling, [ITEMS - 1])


class Items:
    """Reads items as customers whose balance is the version; sometimes returns them late."""

    def __init__(self, connection: psycopg.Connection[Any], chance: random.Random) -> None:
        self._connection = connection
        self._chance = chance

    def page(self, number: int) -> Rows:
        return Rows(self.rows(range(number * PAGE, (number + 1) * PAGE)))

    def row(self, item: int) -> Customer | None:
        return next(iter(self.rows([item])), None)

    def rows(self, ids: Sequence[int]) -> list[Customer]:
        sql: LiteralString = "SELECT id, version FROM item WHERE id = ANY(%s) ORDER BY id"
        found = self._connection.execute(sql, [list(ids)]).fetchall()
        if self._chance.random() < 0.1:
            time.sleep(self._chance.uniform(0, 0.02))
        return [_customer(item, version) for item, version in found]


def _customer(item: int, version: int) -> Customer:
    made = customer(item)
    made.balance = version
    return made


def read(place: Place, seed: int, quota: int) -> list[Read]:
    """Read `quota` times, or until it is done."""
    cache = configuration.generation_cache(circuit_at(place.circuit))

    def read_on(thread: int) -> list[Read]:
        chance = random.Random(f"{seed} {thread}")
        with psycopg.connect(place.database, autocommit=True) as connection:
            items = Items(connection, chance)
            cached = GenerationCustomerCache(cache, items.rows)
            reads: list[Read] = []
            while len(reads) < quota // READERS and not place.done.exists():
                reads.append(_read(cached, items, chance))
            return reads

    place.begun(seed).touch()
    with ThreadPoolExecutor(READERS) as pool:
        return [read for each in pool.map(read_on, range(READERS)) for read in each]


def _read(cached: GenerationCustomerCache, items: Items, chance: random.Random) -> Read:
    started = time.monotonic_ns()
    if chance.random() < 0.3:
        number = chance.randrange(ITEMS // PAGE)
        page = cached.page(str(number), lambda: items.page(number))
        return Read(started, {each.pk: int(each.balance) for each in page.items}, page.hit)
    item = chance.randrange(ITEMS)
    row, hit = cached.one(item, lambda: items.row(item))
    return Read(started, {item: int(row.balance)} if row else {}, hit)


def write(place: Place, invalidation: str) -> list[Write]:
    """Raise versions until it is done, and tell `invalidation` (a key of INVALIDATIONS)."""
    announce = INVALIDATIONS[invalidation](configuration.writes(), circuit_at(place.circuit))
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(_write_on, place, announce, seed) for seed in range(WRITERS)]
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
        """Delete the row, and the page where a page has its rows in it."""
        return self._begin([row_key(customer_id), page_key(customer_id // PAGE)])


class Early(CacheInvalidation):
    """A mistake to be found: outdates before the commit only."""

    def customer_changes(self, customer_id: int) -> Callable[[], None]:
        """Announce and end at once, long enough before the commit for others to read."""
        super().customer_changes(customer_id)()
        time.sleep(WRITE_PAUSE_SECONDS)
        return lambda: None


INVALIDATIONS: dict[str, type[CacheInvalidation]] = {
    "generations": CacheInvalidation,
    "forgotten": Forgotten,
    "entries": Entries,
    "early": Early,
}
