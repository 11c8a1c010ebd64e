"""Whatever is sent, the answer is right or a 4xx that says why, the same from both services."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.compare import Both
from tests.contract.subjects import needs, only_without, touched_by

FILTERS = ["city", "company", "country", "is_active", "birth_date_after", "birth_date_before"]
FILTERS += ["balance_min", "balance_max", "search"]
PARAMETERS = [*FILTERS, "ordering", "page_size"]

a_value = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers().map(str),
    st.sampled_from(["2" * 400, "1e400", "-1e-400", "NaN", "Infinity", "2024-02-30", "0001-01-01"]),
    st.sampled_from(["\0", "1\0", "\ud7ff", "٣", "1_000", "0x10", " 5 ", "true", "null", "[]"]),
)


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        *[(name, value, "Enter a whole number.") for name in FILTERS[:2] for value in ("x", "1.5")],
        *[(name, "1\0", "Enter a whole number.") for name in FILTERS[:2]],
        *[
            (name, value, "Enter a valid date.")
            for name in FILTERS[4:6]
            for value in ("yesterday", "2024-02-30", "\0", "01/02/2024")
        ],
        *[
            (name, value, "Enter a number.")
            for name in FILTERS[6:8]
            for value in ("much", "NaN", "Infinity", "\0")
        ],
        ("country", "Fran\0ce", "Null characters are not allowed."),
        ("search", "a\0b", "Null characters are not allowed."),
    ],
)
def test_an_invalid_filter_is_refused(both: Both, parameter: str, value: str, message: str) -> None:
    answers = both.get("/api/customers", **{parameter: value})

    assert answers.agree(400) == {parameter: [message]}


@touched_by("cursor", "fts")
@given(st.dictionaries(st.sampled_from(PARAMETERS), a_value, max_size=3))
def test_any_parameters_get_the_same_status(both: Both, parameters: dict[str, str]) -> None:
    answers = both.get("/api/customers", **parameters)

    if answers.naive.status_code == 400:
        answers.agree_in_shape()
    else:
        answers.have(200)


@touched_by("async", "cursor")
@pytest.mark.parametrize(
    "query",
    ["search=%FF%FE", "country=%C3%28", "%FF=1", "city=%", "search=%ED%A0%80", "a&" * 1001, "&&=="],
)
def test_a_query_that_is_no_text_gets_an_answer(both: Both, query: str) -> None:
    answers = both.request("GET", f"/api/customers?{query}")

    assert answers.naive.status_code in (200, 400), answers
    assert answers.optimized.status_code == answers.naive.status_code, answers


@only_without("cursor")
@pytest.mark.parametrize("path", ["/api/customers", "/api/cities", "/api/companies"])
def test_a_cursor_on_a_numbered_list_is_refused(client: httpx.Client, path: str) -> None:
    for cursor in ("", "YWlkIDIgMg"):
        answer = client.get(path, params={"cursor": cursor})

        assert answer.json() == {"cursor": ["This list is paged by number: follow `next`."]}
        assert answer.status_code == 400


@needs("cursor")
@pytest.mark.parametrize("path", ["/api/customers", "/api/cities", "/api/companies"])
def test_a_page_number_on_a_list_paged_by_cursor_is_refused(
    optimized: httpx.Client, path: str
) -> None:
    for page in ("", "1", "2", "last"):
        answer = optimized.get(path, params={"page": page})

        assert answer.json() == {"page": ["This list is paged by cursor: follow `next`."]}
        assert answer.status_code == 400


@only_without("cursor")
@pytest.mark.parametrize("page", ["0", "-1", "99999", "9" * 5000, "x", "1.5", "\0"])
def test_a_page_that_is_none_is_not_found(client: httpx.Client, page: str) -> None:
    answer = client.get("/api/customers", params={"page": page})

    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid page."})


@needs("cursor")
@pytest.mark.parametrize("cursor", ["x", "\0", "%FF", "cD0x", "é", "9" * 5000, "eyJpZCI6MX0="])
def test_a_cursor_that_is_none_is_not_found(optimized: httpx.Client, cursor: str) -> None:
    answer = optimized.get("/api/customers", params={"cursor": cursor})

    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid cursor"})


@needs("cursor", "fts")
@pytest.mark.parametrize("rank", ["1e-99", "0.0000001e-39", "1e-40", "9e39", "nan"])
def test_a_cursor_beyond_the_ranks_that_there_are_is_not_found(
    optimized: httpx.Client, rank: str
) -> None:
    cursor = urlsafe_b64encode(f"arelevance 5 {rank}".encode()).decode()
    query = {"search": "smith", "ordering": "relevance", "cursor": cursor}
    answer = optimized.get("/api/customers", params=query)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid cursor"})


@touched_by("async")
@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/cities", ["PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]),
        ("/api/companies/1", ["PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]),
        ("/api/customers", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]),
        ("/api/customers/1", ["POST", "OPTIONS", "TRACE", "PROPFIND"]),
    ],
)
def test_a_method_that_is_not_served_is_not_allowed(
    both: Both, path: str, methods: list[str]
) -> None:
    for method in methods:
        answers = both.request(method, path, json={})

        assert answers.agree(405) == {"detail": f'Method "{method}" not allowed.'}
        naive, optimized = (set(each.headers["Allow"].split(", ")) for each in answers)
        assert naive - {"HEAD"} == optimized - {"HEAD"}


@touched_by("async")
@pytest.mark.parametrize("path", ["/api/customers", "/api/customers/1", "/api/cities/1"])
def test_an_answer_is_json_or_nothing(both: Both, path: str) -> None:
    answers = both.request("GET", path, headers={"Accept": "text/csv"})

    assert answers.agree(406) == {"detail": "Could not satisfy the request Accept header."}


@touched_by("async")
def test_a_host_that_is_not_ours_is_refused(both: Both) -> None:
    answers = both.request("GET", "/api/customers", headers={"Host": "elsewhere.example"})

    assert list(answers.agree_in_shape()) == ["detail"]
