"""The readers' cache: pages by their ids, rows by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from optimized.customers.domain.position import After, Before, Start
from optimized.customers.infrastructure.cache import keys
from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.reader import CITIES, CUSTOMERS, CachedReader
from optimized.fastpath.cache.redis_store import RedisStore
from optimized.fastpath.ports import Page, Rows
from optimized.fastpath.query import CustomerQuery, Filters, Number, Position
from tests.optimized.cache import faults
from tests.support.servers import Redis


@dataclass(slots=True)
class Shelf:
    """A reader of what lies in memory; notes what it was asked."""

    names: dict[int, bytes]
    next: Position | None = None
    previous: Position | None = None
    asked: list[object] = field(default_factory=list)

    async def page(self, query: CustomerQuery) -> Page:
        self.asked.append(query)
        ids = sorted(self.names)[: query.size]
        return Page(ids, [self.names[each] for each in ids], self.next, self.previous, count=3)

    async def rows(self, ids: Sequence[int]) -> Rows:
        self.asked.append(list(ids))
        return Rows({each: self.names[each] for each in ids if each in self.names})


@pytest.fixture
def shelf() -> Shelf:
    return Shelf({1: b'{"id":1}', 2: b'{"id":2}', 7: b'{"id":7}'})


@pytest.fixture
def reader(shelf: Shelf, cache: Cache) -> CachedReader[CustomerQuery]:
    return CachedReader(shelf, cache, CUSTOMERS)


Reader = CachedReader[CustomerQuery]


@pytest.mark.parametrize(
    ("following", "preceding"),
    [(None, None), (After("O'Brien", 7), Before("", 1)), (Start(), Number(2))],
)
async def test_a_page_comes_back_as_it_was(
    reader: Reader, shelf: Shelf, following: Position | None, preceding: Position | None
) -> None:
    shelf.next, shelf.previous = following, preceding
    first = await reader.page(CustomerQuery())
    assert not first.hit
    second = await reader.page(CustomerQuery())
    assert second == Page(first.ids, first.rows, following, preceding, count=first.count, hit=True)
    assert shelf.asked == [CustomerQuery()]


async def test_pages_of_different_queries_are_apart(reader: Reader, shelf: Shelf) -> None:
    queries = [CustomerQuery(), CustomerQuery(size=1), CustomerQuery(Filters(city=1))]
    for query in queries:
        await reader.page(query)
    assert shelf.asked == queries


async def test_a_row_is_found_after_any_page_showed_it(reader: Reader, shelf: Shelf) -> None:
    await reader.page(CustomerQuery())
    assert await reader.rows([7]) == Rows({7: b'{"id":7}'}, hit=True)
    assert shelf.asked == [CustomerQuery()]


async def test_only_rows_that_are_missing_are_read(reader: Reader, shelf: Shelf) -> None:
    await reader.rows([1])
    assert await reader.rows([1, 2, 7]) == Rows(shelf.names, hit=False)
    assert shelf.asked == [[1], [2, 7]]


@pytest.mark.parametrize("ids", [[99], [1, 99]])
async def test_that_a_row_does_not_exist_is_known_the_second_time(
    reader: Reader, shelf: Shelf, ids: list[int]
) -> None:
    first, second = await reader.rows(ids), await reader.rows(ids)
    assert 99 not in second.by_id
    assert (first.by_id, second.hit) == (second.by_id, True)
    assert shelf.asked == [ids]


async def test_a_row_that_does_not_exist_yet_is_found_once_it_does(
    reader: Reader, shelf: Shelf, redis: Redis
) -> None:
    await reader.rows([99])
    shelf.names[99] = b'{"id":99}'
    faults.command(redis, "DEL", keys.row_generation(99))
    assert (await reader.rows([99])).by_id == {99: b'{"id":99}'}


async def test_a_page_whose_row_is_evicted_reads_that_row_alone(
    reader: Reader, shelf: Shelf, store: RedisStore, redis: Redis
) -> None:
    await reader.page(CustomerQuery())
    await store.fetch([keys.row("customer", 2)])  # what was put before has been sent by then
    faults.command(redis, "DEL", keys.row("customer", 2))
    page = await reader.page(CustomerQuery())
    assert (page.ids, page.rows, page.hit) == ([1, 2, 7], [*shelf.names.values()], False)
    assert shelf.asked == [CustomerQuery(), [2]]


async def test_a_write_to_another_customer_outdates_pages_but_not_a_row(
    reader: Reader, redis: Redis
) -> None:
    await reader.page(CustomerQuery())
    faults.command(redis, "DEL", keys.PAGES, keys.row_generation(2))
    assert (await reader.rows([1])).hit
    assert not (await reader.rows([2])).hit
    assert not (await reader.page(CustomerQuery())).hit


async def test_cities_and_customers_with_one_id_are_apart(reader: Reader, cache: Cache) -> None:
    await reader.rows([1])
    cities = CachedReader(Shelf({1: b"city"}), cache, CITIES)
    assert (await cities.rows([1])).by_id == {1: b"city"}
