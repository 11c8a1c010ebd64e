"""How many statements a request costs."""

from __future__ import annotations

import pytest

from optimized.customers.domain.ordering import RELEVANCE, Ordering
from optimized.customers.domain.position import Start
from optimized.customers.domain.search import parse_search
from optimized.customers.infrastructure.models import Customer
from optimized.fastpath.query import CustomerQuery, Filters
from optimized.fastpath.reading.fulltext import FullTextSearch
from optimized.fastpath.reading.fulltext_match import LITERAL_SECONDS
from optimized.fastpath.reading.listing import Listing, Shape, columns
from optimized.fastpath.reading.paging import Numbered
from optimized.fastpath.reading.rendering import NESTED, RowByRow, WholeRows
from optimized.fastpath.reading.substring import SubstringSearch
from optimized.fastpath.reading.window import Window
from tests.optimized.counting import CountingDatabase
from tests.optimized.reading.making import make
from tests.support import rows

QUERIES = {
    "list": CustomerQuery(),
    "filtered": CustomerQuery(Filters(country="France", is_active=True)),
    "search": CustomerQuery(search=parse_search("smith o'brien 25*")),
    "numbers": CustomerQuery(search=parse_search("25 1")),
    "relevance": CustomerQuery(search=parse_search("smith"), ordering=RELEVANCE),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_a_page_is_one_statement(database: CountingDatabase, name: str) -> None:
    await make(database).page(QUERIES[name])

    assert database.statements == 1


async def test_rows_are_one_statement(database: CountingDatabase) -> None:
    rows = await make(database).rows([3, 1, 999])

    assert sorted(rows.by_id) == [1, 3]
    assert database.statements == 1


@pytest.mark.parametrize("name", QUERIES)
async def test_plain_substrings_are_one_statement(database: CountingDatabase, name: str) -> None:
    await make(database, search=SubstringSearch()).page(QUERIES[name])

    assert database.statements == 1


async def test_numbered_pages_also_count(database: CountingDatabase) -> None:
    page = await make(database, paging=Numbered).page(CustomerQuery())

    assert page.count == rows.CUSTOMERS
    assert database.statements == 2


async def test_without_joins_each_row_costs_two_more(database: CountingDatabase) -> None:
    whole = await make(database).page(CustomerQuery(size=7))
    database.statements = 0
    page = await make(database, RowByRow(database)).page(CustomerQuery(size=7))

    assert page.rows == whole.rows
    assert database.statements == 1 + 2 * 7


@pytest.mark.parametrize(("search", "seconds"), [("o'brien", LITERAL_SECONDS), ("brien", None)])
def test_only_terms_that_no_index_answers_are_given_up_sooner(
    search: str, seconds: int | None
) -> None:
    window = Window(Ordering(), Start, 21)
    match, _ = FullTextSearch().match(parse_search(search), window)
    listing = Listing(Customer, columns(Customer), WholeRows(NESTED))

    assert listing.page(Shape((), match, window)).timeout == seconds
