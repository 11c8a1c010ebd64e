"""Search: the naive service finds terms anywhere, the optimized one as whole words."""

from __future__ import annotations

import re

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.compare import Both, ids
from tests.contract.conftest import Body, Create
from tests.contract.subjects import needs, only_without, touched_by
from tests.support import rows

CITY_NAMES = {number: name for number, name, _ in rows.cities()}
COMPANY_NAMES = {number: name for number, name, _ in rows.companies()}
TEXTS = [
    "\n".join((first, last, email, CITY_NAMES[city], COMPANY_NAMES[company]))
    for _, first, last, email, *_, city, company in rows.customers()
]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[^\W_]+", text.lower())})
# Those that are never a part of another word, and no number.
WHOLE = [
    word
    for word in WORDS
    if not word.isdigit() and not any(word in other and word != other for other in WORDS)
]
NUMBERS = [
    number
    for customer in rows.customers()
    for number in (str(customer[0]), str(customer[5]), str(customer[4])[1:])
]
PARTS = ["smit", "mith", "brie", "ean-lu", "cor", "nder_scor"]

a_number = st.one_of(
    st.integers(0, 300).map(str),
    st.sampled_from(NUMBERS).flatmap(lambda text: st.integers(1, 12).map(lambda end: text[:end])),
    st.text("0123456789", min_size=1, max_size=100),
)
a_part = st.sampled_from(TEXTS).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.integers(1, 12)).map(
        lambda cut: text[cut[0] : cut[0] + cut[1]]
    )
)
a_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0*"), max_size=12)


def test_each_whole_word_finds_the_same(both: Both) -> None:
    for word in WHOLE:
        found = ids(both.naive, search=word)

        assert found, word
        assert ids(both.optimized, search=word) == found, word


@touched_by("fts")
@pytest.mark.parametrize("search", ["SMITHSON", "chloé", "ÉMILE", "müller zürich", "  brazil  "])
def test_case_and_white_space_do_not_matter(both: Both, search: str) -> None:
    assert ids(both.optimized, search=search) == ids(both.naive, search=search)


@touched_by("fts")
@pytest.mark.parametrize("name", ["İpek", "ΟΔΟΣ", "STRAẞE", "ǅemal", "ﬁsh"])
def test_a_word_is_found_as_written(body: Body, create: Create, both: Both, name: str) -> None:
    created = create(body | {"last_name": name})

    assert ids(both.naive, search=name) == [created.naive.json()["id"]]
    assert ids(both.optimized, search=name) == [created.optimized.json()["id"]]


@touched_by("fts", "cursor")
@settings(max_examples=20)  # in each state
@given(a_number)
def test_a_number_finds_the_same(client: httpx.Client, number: str) -> None:
    expected = [
        customer[0]
        for customer in rows.customers()
        if customer[0] == int(number)
        or str(customer[5]).startswith(number)
        or str(customer[4]).startswith(f"+{number}")
    ]

    assert ids(client, search=number) == expected


@touched_by("fts")
@settings(max_examples=20)
@given(st.lists(st.one_of(a_number, a_part, a_text), min_size=1, max_size=3).map(" ".join))
def test_whatever_the_optimized_service_finds_the_naive_one_finds_too(
    both: Both, search: str
) -> None:
    if len(search.split()) <= 8:
        found = ids(both.optimized, search=search)

        assert set(found) <= set(ids(both.naive, search=search))


@needs("fts")
@touched_by("indexes")
@pytest.mark.parametrize(
    "search", ["smith", "york", "brown", "o'brien", "jean-luc", "smith-jones", "under_score"]
)
def test_a_term_is_found_as_whole_words(both: Both, search: str) -> None:
    pattern = re.compile(rf"(?<![^\W_]){re.escape(search)}(?![^\W_])")
    expected = [
        number for number, text in enumerate(TEXTS, start=1) if pattern.search(text.lower())
    ]

    assert expected
    assert ids(both.optimized, search=search) == expected


@needs("fts")
@pytest.mark.parametrize("search", PARTS)
def test_only_the_naive_service_finds_parts_of_words(both: Both, search: str) -> None:
    assert ids(both.optimized, search=search) == []
    assert ids(both.naive, search=search)


@only_without("fts")
@pytest.mark.parametrize("search", [*PARTS, "smit*", "york", "o'brien"])
def test_without_full_text_search_terms_are_found_anywhere(both: Both, search: str) -> None:
    assert ids(both.optimized, search=search) == ids(both.naive, search=search)


@only_without("fts")
def test_without_full_text_search_relevance_is_the_order_by_id(both: Both) -> None:
    found = ids(both.optimized, search="brown", ordering="relevance")

    assert found == sorted(found) == ids(both.naive, search="brown")


@needs("fts")
@pytest.mark.parametrize("beginning", ["smit", "yo", "z", "brow", "émi", "jean-l"])
def test_a_star_finds_the_beginning_of_a_word(both: Both, beginning: str) -> None:
    pattern = re.compile(rf"(?<![^\W_]){re.escape(beginning)}")
    expected = [
        number for number, text in enumerate(TEXTS, start=1) if pattern.search(text.lower())
    ]

    assert ids(both.optimized, search=f"{beginning}*") == expected
    assert ids(both.naive, search=f"{beginning}*") == []


@touched_by("fts")
@pytest.mark.parametrize("search", ["%", "_", "\\", "100%", "' OR 1=1", "a & b | !c", ":*", "<->"])
def test_operators_of_the_database_are_plain_text(both: Both, search: str) -> None:
    assert set(ids(both.optimized, search=search)) <= set(ids(both.naive, search=search))


@touched_by("fts", "indexes", "cursor", "joins")
@pytest.mark.parametrize("ordering", ["-id", "last_name", "-balance", "created_at"])
def test_a_search_is_filtered_and_ordered(both: Both, ordering: str) -> None:
    query = {"search": "brown", "is_active": "true", "ordering": ordering, "page_size": "7"}

    assert ids(both.optimized, **query) == ids(both.naive, **query)


@needs("fts")
@touched_by("cursor", "joins", "indexes")
def test_relevance_puts_names_before_email_before_city_and_company(both: Both) -> None:
    found = ids(both.optimized, search="brown", ordering="relevance")
    last_names = [customer[2] for customer in rows.customers()]
    named = [last_names[number - 1] == "Brown" for number in found]

    assert sorted(found) == ids(both.naive, search="brown")
    assert named == sorted(named, reverse=True)


@touched_by("fts")
@pytest.mark.parametrize("term", ["x" * 100, "7" * 100, "é" * 100])
def test_the_longest_term_is_searched(both: Both, term: str) -> None:
    assert both.get("/api/customers", search=term).agree()["results"] == []


@pytest.mark.parametrize("search", ["x" * 101, "a b c d e f g h i", "1 2 3 4 5 6 7 8 9"])
def test_a_longer_search_is_refused(both: Both, search: str) -> None:
    assert list(both.get("/api/customers", search=search).agree(400)) == ["search"]


def test_eight_terms_are_searched(both: Both) -> None:
    both.get("/api/customers", search="s m i t h b o b").have(200)
