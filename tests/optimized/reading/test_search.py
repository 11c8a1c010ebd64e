"""One set of rows, whichever way it is found."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE, Ordering
from optimized.customers.domain.search import InvalidSearchError, Term, parse_search
from optimized.fastpath.postgresql.database import Statement
from optimized.fastpath.query import MAX_SIZE, CustomerQuery
from optimized.fastpath.reading.filters import Values
from optimized.fastpath.reading.fulltext import FullTextSearch
from optimized.fastpath.reading.matching import Match
from optimized.fastpath.reading.shortcuts import Shortcut, Slice, Walk
from optimized.fastpath.reading.window import Window
from tests.optimized.counting import CountingDatabase
from tests.optimized.reading.making import make
from tests.optimized.reading.properties import property_test
from tests.support import rows

CITIES = {city[0]: str(city[1]) for city in rows.cities()}
COMPANIES = {company[0]: str(company[1]) for company in rows.companies()}
CUSTOMERS = list(rows.customers())
TEXTS = [
    "\n".join((str(row[1]), str(row[2]), str(row[3]), CITIES[row[11]], COMPANIES[row[12]])).lower()
    for row in CUSTOMERS
]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[^\W_]+", text)})

a_word = st.sampled_from(WORDS)
a_term = st.one_of(
    a_word,
    a_word.flatmap(lambda word: st.integers(1, len(word)).map(lambda end: f"{word[:end]}*")),
    st.integers(0, 300).map(str),
    st.sampled_from(["o'brien", "jean-luc", "smith-jones", "o.brien", "100%", "under_score", "&"]),
    st.sampled_from(["nowhere", "x*", "jean-l*", "brown"]),
)
some_terms = st.lists(a_term, min_size=1, max_size=4).map(" ".join)


def matches(number: int, term: Term) -> bool:
    """Say by the contract's words whether a customer matches."""
    if term.number:
        customer = CUSTOMERS[number - 1]
        national_id, phone = str(customer[5]), str(customer[4])
        found = national_id.startswith(term.text) or phone.startswith(f"+{term.text}")
        return found or number == int(term.text)
    end = "" if term.prefix else r"(?![^\W_])"
    if not term.words:
        return False
    start = r"(?<![^\W_])" if term.text[0].isalnum() else ""
    end = end if term.text[-1].isalnum() else ""
    return re.search(start + re.escape(term.text) + end, TEXTS[number - 1]) is not None


def expected(search: str) -> list[int]:
    """Return the ids of all that match, in order."""
    terms = parse_search(search)
    return [
        number
        for number in range(1, rows.CUSTOMERS + 1)
        if all(matches(number, term) for term in terms)
    ][:MAX_SIZE]


@dataclass(frozen=True)
class Forced:
    """The full-text search, but for where it looks first."""

    shortcut: Shortcut | None

    def match(self, terms: Sequence[Term], window: Window) -> tuple[Match, Values]:
        """See Search."""
        shape, values = FullTextSearch().match(terms, window)
        return dataclasses.replace(shape, shortcut=self.shortcut), values


@pytest.mark.parametrize("shortcut", [None, Walk(64), Slice(64)], ids=repr)
@given(search=some_terms)
@property_test
async def test_each_way_finds_what_the_contract_says(
    database: CountingDatabase, shortcut: Shortcut | None, search: str
) -> None:
    page = await make(database, search=Forced(shortcut)).page(
        CustomerQuery(search=parse_search(search), size=MAX_SIZE)
    )

    assert list(page.ids) == expected(search)


@pytest.mark.parametrize("ordering", [*ORDERINGS.values(), RELEVANCE], ids=str)
@given(search=some_terms, rows=st.sampled_from([1, 16, 100]), data=st.data())
@settings(property_test, max_examples=20)
async def test_each_way_gives_the_same_pages(
    database: CountingDatabase, ordering: Ordering, search: str, rows: int, data: st.DataObject
) -> None:
    query = CustomerQuery(search=parse_search(search), ordering=ordering, size=3)
    plain = make(database, search=Forced(None))
    shortcuts = [make(database, search=Forced(way)) for way in (Walk(rows), Slice(rows))]
    for _ in range(4):
        page = await plain.page(query)
        for reader in shortcuts:
            assert await reader.page(query) == page
        position = data.draw(st.sampled_from([page.next, page.previous]))
        if position is None:
            break
        query = dataclasses.replace(query, position=position)


@given(text=st.text(st.characters(max_codepoint=0x17F, exclude_characters="\0"), max_size=30))
@property_test
async def test_postgresql_and_the_domain_agree_on_words(
    database: CountingDatabase, text: str
) -> None:
    words = Statement("SELECT coalesce(customers_words($1, 'A'), '')", ("text",))
    ((found,),) = await database.fetch(words, [text.encode()])

    assert [word.removesuffix(":1A") for word in found.decode().split()] == Term(
        text.lower(), prefix=False
    ).words


@pytest.mark.parametrize("term", ["-".join("x" * 50), "x" * 99 + "*"], ids=["words", "prefix"])
async def test_terms_that_no_customer_can_have_are_looked_for(
    database: CountingDatabase, term: str
) -> None:
    search = parse_search(" ".join(f"{letter}{term[1:]}" for letter in "abcdefgh"))

    assert not (await make(database).page(CustomerQuery(search=search))).ids


def test_a_search_beyond_the_bounds_is_refused() -> None:
    for search in ("x" * 101, " ".join("abcdefghi"), "a\0"):
        with pytest.raises(InvalidSearchError):
            parse_search(search)


def test_a_term_is_taken_once() -> None:
    assert parse_search(" Smith\tSmith Smith*") == (
        Term("Smith", prefix=False),
        Term("Smith", prefix=True),
    )
