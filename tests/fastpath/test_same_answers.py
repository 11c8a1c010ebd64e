"""Whatever is asked, the fast path answers as the base does: status, headers and bytes."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE
from tests.fastpath.applications import Applications
from tests.support import rows, servers

PAGES = 3

a_word = st.sampled_from(
    ["smith", "Brown", "zoë", "İpek", "york", "info", "25", "0", "33", "x" * 101]
)
a_literal = st.sampled_from(
    ["o'brien", "a$1-b", "100%", "under_score", "jean-luc", "\\", "&|!", "_"]
)
a_number = st.integers(0, 300).map(str) | st.sampled_from(["00007", "9" * 19, "9" * 30, "-1"])
a_term = a_word | a_literal | a_number | st.text(max_size=5)
a_search = st.lists(a_term.flatmap(lambda t: st.sampled_from([t, f"{t}*"])), max_size=4).map(
    " ".join
)
a_value = st.sampled_from(["", " ", "x", "\0", "1e3", "-5", "999999999999", "2020-13-40", "\ud7ff"])
PARAMETERS = {
    "search": a_search,
    "city": st.integers(1, 40).map(str) | a_number | a_value,
    "company": st.integers(1, 40).map(str) | a_value,
    "country": st.sampled_from(["France", "germany", "Brazil "]) | a_value,
    "is_active": st.sampled_from(["true", "False", "1", "0"]) | a_value,
    "birth_date_after": st.dates().map(str) | a_value,
    "birth_date_before": st.just("1980-06-01") | a_value,
    "balance_min": st.decimals(-700, 700, places=2).map(str) | a_value,
    "balance_max": st.just("100.00") | a_value,
    "ordering": st.sampled_from([*ORDERINGS, str(RELEVANCE), "x,-balance"]) | a_value,
    "page_size": st.sampled_from(["1", "2", "7", "100", "1000", "0"]) | a_value,
    "cursor": st.text(max_size=30),
    "page": st.just("2"),
    "unknown": a_value,
}
some_parameters = st.dictionaries(
    st.sampled_from(sorted(PARAMETERS)), st.none(), max_size=5
).flatmap(lambda names: st.fixed_dictionaries({name: PARAMETERS[name] for name in names}))
a_search_alone = st.fixed_dictionaries(
    {"search": a_search},
    optional={name: PARAMETERS[name] for name in ("ordering", "page_size")},
)
FIRST, SECOND = (
    urlsafe_b64encode(f"aid {row} {row}".encode()).rstrip(b"=").decode() for row in (3, 7)
)
A_POSITION = ["-1", "0", "7", "Smith", "zoë", "0.06079271", "1e-39", "0.0000001e-39", "9e39", "nan"]
A_POSITION += ["12.50", "-9999999999.99", "1980-06-01", "0000-00-00", "2020-01-01 00:00:00.5+00"]


@st.composite
def a_page(draw: st.DrawFn) -> dict[str, str]:
    """A cursor as the service makes them, at any position of an ordering."""
    ordering = draw(st.sampled_from([*ORDERINGS, str(RELEVANCE)]))
    kind, row = draw(st.sampled_from("ab")), draw(st.integers(0, 2**63))
    text = f"{kind}{ordering} {row} {draw(st.sampled_from(A_POSITION))}"
    cursor = urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
    return {"search": "smith", "ordering": str(ordering), "cursor": cursor}


a_query = (some_parameters | a_search_alone | a_page()).map(urlencode) | st.text(
    "abc=&%+;[]? é", max_size=12
).map(lambda text: quote(text, safe="=&%+;[]?"))
a_list = st.sampled_from(["customers", "customers", "cities", "companies"]).flatmap(
    lambda name: a_query.map(lambda query: f"/api/{name}?{query}" if query else f"/api/{name}")
)
a_row = st.tuples(st.sampled_from(["customers", "cities", "companies"]), a_number).map(
    lambda parts: f"/api/{parts[0]}/{parts[1]}"
)
an_other = st.sampled_from(["/api", "/api/", "/api/customers/", "/api/customers/1/", "/api/x", "/"])
some_headers = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from(["*/*", "text/html", "application/json;q=0.5", "a, b", ""]),
        "Host": st.sampled_from(["localhost", "127.0.0.1:8002", "elsewhere.example", "[::1]"]),
        "Content_Length": st.sampled_from(["abc", "1"]),
        "Authorization": st.just("Bearer wrong"),
        "Cookie": st.just("sessionid=x"),
        "If-None-Match": st.just("*"),
    },
)


@given(path=a_list | a_list | a_row | an_other, headers=some_headers, data=st.data())
# the fixtures keep nothing of an example
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
async def test_the_fast_path_answers_as_the_base(
    applications: Applications,
    redis_server: servers.Redis,
    path: str,
    headers: dict[str, str],
    data: st.DataObject,
) -> None:
    method = data.draw(st.sampled_from(["GET", "GET", "GET", "HEAD"]))
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    for _ in range(PAGES):
        for _ in ("miss", "hit"):
            base, fast = await applications.get(path, headers, method)
            assert fast == base
            assert fast[0] < 500
        links = _links(fast[2]) if fast[0] == 200 and fast[2] else []
        if not links:
            break
        path = data.draw(st.sampled_from(links))


def _links(body: bytes) -> list[str]:
    page = json.loads(body)
    return [page[name] for name in ("next", "previous") if page.get(name)]


@pytest.mark.parametrize("term", ["33", "25", "7", "smith", "smi*", "25*", "o'brien", "o'br*", "-"])
@pytest.mark.parametrize("ordering", ["id", "-created_at", "last_name", "balance", "relevance"])
async def test_each_kind_of_term_finds_the_same_in_each_order(
    applications: Applications, term: str, ordering: str
) -> None:
    path = f"/api/customers?search={quote(term)}&ordering={ordering}&page_size=2"
    for _ in range(PAGES):
        base, fast = await applications.get(path, {})
        assert fast == base
        links = _links(fast[2])
        if not links:
            break
        path = links[0]


@pytest.mark.parametrize(
    "query",
    [
        f"cursor={FIRST}&cur%73or={SECOND}",
        f"cursor={SECOND}&cur%73or=broken",
        f"cursor={FIRST}&cursor={SECOND}",
        f"cur%73or={FIRST}&cursor={SECOND}",
        f"cursor={FIRST}{'&x' * 1000}",
    ],
    ids=["encoded", "broken", "twice", "encoded first", "too many fields"],
)
async def test_of_several_cursors_the_same_counts(
    applications: Applications, redis_server: servers.Redis, query: str
) -> None:
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    base, fast = await applications.get(f"/api/customers?{query}", {})
    assert fast == base


@pytest.mark.parametrize("customer", rows.ESCAPED)
async def test_a_name_is_escaped_as_by_the_base(applications: Applications, customer: int) -> None:
    base, fast = await applications.get(f"/api/customers/{customer}", {})

    assert fast == base
    shown = json.loads(fast[2])
    assert (shown["first_name"], shown["last_name"]) == rows.ESCAPED[customer]
