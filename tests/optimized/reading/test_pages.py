"""Pages by position: every row once, in order, in both directions."""

from __future__ import annotations

import dataclasses

import pytest

from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE, Ordering
from optimized.customers.domain.position import After, Before, Position, Start
from optimized.customers.domain.search import parse_search
from optimized.fastpath.query import CustomerQuery
from optimized.fastpath.reading.readers import PostgresCustomerReader
from tests.optimized.counting import CountingDatabase
from tests.optimized.reading.making import make
from tests.support import rows

NAMES = rows.TABLES["customers_customer"][0]
CUSTOMERS = [dict(zip(NAMES, row, strict=True)) for row in rows.customers()]


async def walk(reader: PostgresCustomerReader, query: CustomerQuery) -> tuple[list[int], list[int]]:
    """Return the ids that `next` meets, and those that `previous` meets on the way back."""
    page = await reader.page(query)
    forwards = list(page.ids)
    while page.next:
        page = await reader.page(dataclasses.replace(query, position=page.next))
        forwards += page.ids
    backwards = list(reversed(page.ids))
    while page.previous:
        page = await reader.page(dataclasses.replace(query, position=page.previous))
        backwards += reversed(page.ids)
    return forwards, backwards


def in_order(ordering: Ordering) -> list[int]:
    """Return all ids as Python sorts them."""
    key = ordering.key.value
    return [
        int(str(row["id"]))
        for row in sorted(
            CUSTOMERS, key=lambda row: (row[key], row["id"]), reverse=ordering.descending
        )
    ]


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("ordering", ORDERINGS.values(), ids=str)
async def test_each_row_is_met_once_in_both_directions(
    database: CountingDatabase, ordering: Ordering, size: int
) -> None:
    forwards, backwards = await walk(make(database), CustomerQuery(ordering=ordering, size=size))

    assert forwards == in_order(ordering)
    assert backwards == forwards[::-1]


@pytest.mark.parametrize("size", [3, 100])
async def test_relevance_is_paged_in_both_directions(database: CountingDatabase, size: int) -> None:
    query = CustomerQuery(search=parse_search("brown"), ordering=RELEVANCE, size=size)
    forwards, backwards = await walk(make(database), query)
    named = [CUSTOMERS[number - 1]["last_name"] == "Brown" for number in forwards]

    assert named == sorted(named, reverse=True)
    assert len(forwards) == len(set(forwards))
    assert backwards == forwards[::-1]


@pytest.mark.parametrize("position", [Start(), After("17", 17), Before("17", 17)], ids=repr)
async def test_a_page_has_links_where_there_are_rows(
    database: CountingDatabase, position: Position
) -> None:
    page = await make(database).page(CustomerQuery(size=5, position=position))

    assert page.next == After(str(page.ids[-1]), page.ids[-1])
    first = Before(str(page.ids[0]), page.ids[0])
    assert page.previous == (None if isinstance(position, Start) else first)
