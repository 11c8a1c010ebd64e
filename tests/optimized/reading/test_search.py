"""One set of rows, whichever way it is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE
from optimized.customers.domain.query import MAX_SIZE, CustomerQuery
from optimized.customers.domain.search import InvalidSearchError, Term, parse_search
from optimized.customers.infrastructure.postgresql.database import Statement
from optimized.customers.infrastructure.reading.frequencies import Frequencies
from optimized.customers.infrastructure.reading.fulltext import FullTextSearch
from tests.optimized.counting import CountingDatabase
from tests.optimized.reading.making import make
from tests.support import rows

CITIES = {city[0]: str(city[1]) for city in rows.cities()}
COMPANIES = {company[0]: str(company[1]) for company in rows.companies()}
CUSTOMERS = list(rows.customers())
TEXTS = [
    "\n".join((str(row[1]), str(row[2]), str(row[3]), CITIES[row[11]], COMPANIES[row[12]])).lower()
    for row in CUSTOMERS
]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[^\W_]+", text)})

# Statistics by which every search walks first, and by which none does.
WALKING = Frequencies(dict.fromkeys(WORDS, 1.0), customers=1e9)
NEVER = Frequencies()

a_word = st.sampled_from(WORDS)
a_term = st.one_of(
    a_word,
    a_word.flatmap(lambda word: st.integers(1, len(word)).map(lambda end: f"{word[:end]}*")),
    st.integers(0, 300).map(str),
    st.sampled_from(["o'brien", "jean-luc", "smith-jones", "o.brien", "100%", "under_score", "&"]),
    st.sampled_from(["nowhere", "x*", "jean-l*", "brown"]),
)
some_terms = st.lists(a_term, min_size=1, max_size=4).map(" ".join)
# the fixtures keep nothing of an example
property_test = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


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


@pytest.mark.parametrize("frequencies", [WALKING, NEVER], ids=["walking", "by the index"])
@given(search=some_terms)
@property_test
async def test_either_way_finds_what_the_contract_says(
    database: CountingDatabase, frequencies: Frequencies, search: str
) -> None:
    way = FullTextSearch()
    way.frequencies = frequencies
    page = await make(database, search=way).page(
        CustomerQuery(search=parse_search(search), size=MAX_SIZE)
    )

    assert list(page.ids) == expected(search)


@pytest.mark.parametrize("ordering", [*ORDERINGS.values(), RELEVANCE], ids=str)
@pytest.mark.parametrize("search", ["brown", "smith york", "s* b*", "1", "o'brien", "info example"])
async def test_both_ways_give_the_same_page(
    database: CountingDatabase, ordering: object, search: str
) -> None:
    pages = []
    for frequencies in (WALKING, NEVER):
        way = FullTextSearch()
        way.frequencies = frequencies
        query = CustomerQuery(search=parse_search(search), ordering=ordering, size=9)  # type: ignore[arg-type]
        pages.append(await make(database, search=way).page(query))

    assert pages[0] == pages[1]


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


def test_a_search_beyond_the_bounds_is_refused() -> None:
    for search in ("x" * 101, " ".join("abcdefghi"), "a\0"):
        with pytest.raises(InvalidSearchError):
            parse_search(search)


def test_a_term_is_taken_once_and_without_case() -> None:
    assert parse_search(" Smith\tSMITH smith* ") == (
        Term("smith", prefix=False),
        Term("smith", prefix=True),
    )
