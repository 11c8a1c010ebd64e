"""The customers' cache: pages by the primary keys of their rows, rows by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest

from optimized.customers.infrastructure.cache import keys
from optimized.customers.infrastructure.cache.customer_cache import GenerationCustomerCache
from optimized.customers.infrastructure.cache.generation_cache import (
    Address,
    GenerationCache,
    Lookup,
)
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.rows import Rows
from optimized.customers.infrastructure.models import Customer
from tests.optimized.cache import faults
from tests.optimized.cache.customers import customer
from tests.support.servers import Redis


@dataclass(slots=True)
class Table:
    """Customers in memory; notes what was read."""

    customers: dict[int, Customer]
    reads: list[object] = field(default_factory=list)

    def page(self) -> Rows:
        self.reads.append("page")
        return Rows(list(self.customers.values()), count=7)

    def rows(self, ids: Sequence[int]) -> Iterable[Customer]:
        self.reads.append(list(ids))
        return [self.customers[each] for each in ids if each in self.customers]

    def row(self, customer_id: int) -> Customer | None:
        self.reads.append(customer_id)
        return self.customers.get(customer_id)


@dataclass(frozen=True, slots=True)
class Cached:
    """The cache in front of a table."""

    cache: GenerationCustomerCache
    table: Table

    def page(self, key: str = "all") -> Rows:
        return self.cache.page(key, self.table.page)

    def row(self, customer_id: int) -> tuple[Customer | None, bool]:
        return self.cache.one(customer_id, lambda: self.table.row(customer_id))


@pytest.fixture
def table() -> Table:
    return Table({each: customer(each) for each in (2, 1, 7)})


@pytest.fixture
def cached(cache: GenerationCache, table: Table) -> Cached:
    return Cached(GenerationCustomerCache(cache, table.rows), table)


def test_a_page_comes_back_in_its_order_with_its_count(cached: Cached, table: Table) -> None:
    first, second = cached.page(), cached.page()
    assert (first.hit, second.hit) == (False, True)
    assert [each.pk for each in second.items] == [2, 1, 7]
    assert second.count == 7
    assert table.reads == ["page"]


def test_ranks_come_back_to_their_rows(cached: Cached, table: Table) -> None:
    for rank, each in enumerate(table.customers.values()):
        each.rank = rank / 10  # type: ignore[attr-defined]
    cached.page()
    page = cached.page()
    assert [(each.pk, each.rank) for each in page.items] == [(2, 0), (1, 0.1), (7, 0.2)]


def test_a_row_of_a_page_without_ranks_has_none(cached: Cached) -> None:
    cached.page()
    assert not hasattr(cached.page().items[0], "rank")


def test_an_empty_page_is_found_again(cached: Cached, table: Table) -> None:
    table.customers.clear()
    cached.page()
    page = cached.page()
    assert (list(page.items), page.hit) == ([], True)


def test_pages_of_different_queries_are_distinct(cached: Cached, table: Table) -> None:
    for key in ("a", "b", "\ud800"):
        assert not cached.page(key).hit
    assert table.reads == ["page"] * 3


def test_that_a_row_does_not_exist_is_known_the_second_time(cached: Cached, table: Table) -> None:
    assert cached.row(99) == (None, False)
    assert cached.row(99) == (None, True)
    assert table.reads == [99]


def test_a_row_that_did_not_exist_is_found_once_it_does(
    cached: Cached, table: Table, redis: Redis
) -> None:
    cached.row(99)
    table.customers[99] = customer(99)
    faults.command(redis, "DEL", keys.row_generation(99))
    assert cached.row(99) == (customer(99), False)


def test_rows_missing_from_a_page_are_read_in_one_go(
    cached: Cached, table: Table, redis: Redis
) -> None:
    cached.page()
    faults.command(redis, "DEL", keys.row_generation(1), keys.row_generation(7))
    page = cached.page()
    assert [each.pk for each in page.items] == [2, 1, 7]
    assert not page.hit
    assert table.reads == ["page", [1, 7]]
    assert cached.page().hit


def test_a_page_with_a_row_that_was_deleted_meanwhile_is_read_again(
    cached: Cached, table: Table, redis: Redis
) -> None:
    cached.page()
    del table.customers[1]
    faults.command(redis, "DEL", keys.row_generation(1))
    page = cached.page()
    assert [each.pk for each in page.items] == [2, 7]
    assert table.reads == ["page", [1], "page"]


def test_a_write_to_another_customer_outdates_pages_but_not_a_row(
    cached: Cached, redis: Redis
) -> None:
    cached.page()
    faults.command(redis, "DEL", keys.PAGES, keys.row_generation(2))
    assert cached.row(1)[1]
    assert not cached.row(2)[1]
    assert not cached.page().hit


def test_rows_read_with_a_page_that_is_outdated_by_now_are_not_kept(
    cached: Cached, table: Table, redis: Redis
) -> None:
    def read() -> Rows:
        rows = table.page()
        faults.command(redis, "DEL", keys.PAGES, keys.row_generation(1))  # a write to 1
        return rows

    cached.cache.page("all", read)
    assert not cached.row(1)[1]


def test_rows_read_during_two_writes_are_not_kept_after_the_end_of_one(
    cached: Cached, table: Table, invalidation: CacheInvalidation
) -> None:
    invalidation.customer_changes(7)

    def read() -> Rows:
        rows = table.page()
        invalidation.customer_changes(1)()
        return rows

    cached.cache.page("all", read)
    assert not cached.row(1)[1]


def test_rows_outdated_before_their_generation_begins_are_not_kept(
    cached: Cached,
    cache: GenerationCache,
    invalidation: CacheInvalidation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin = cache.begin

    def write_first(lookup: Lookup, addresses: Sequence[Address]) -> Lookup | None:
        if len(addresses) == 4:  # the rows and the page
            invalidation.customer_changes(1)()
        return begin(lookup, addresses)

    monkeypatch.setattr(cache, "begin", write_first)
    cached.page()
    assert not cached.row(1)[1]


def test_without_redis_everything_is_read(cached: Cached, redis: Redis) -> None:
    cached.page()
    faults.kill(redis)
    assert [each.pk for each in cached.page().items] == [2, 1, 7]
    assert cached.row(7) == (customer(7), False)
