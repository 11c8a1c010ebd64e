"""Details of customers, cities and companies."""

from __future__ import annotations

import pytest

from tests.contract.compare import Both
from tests.contract.subjects import touched_by

NO_ROW = {
    "/api/customers": "No Customer matches the given query.",
    "/api/cities": "No City matches the given query.",
    "/api/companies": "No Company matches the given query.",
}


@touched_by("joins", "async", "cache")
@pytest.mark.parametrize("path", NO_ROW)
def test_a_detail_is_the_row_of_the_list(both: Both, path: str) -> None:
    rows = both.get(path, page_size=30).agree()["results"]

    for number in (1, 7, 30):
        assert both.get(f"{path}/{number}").agree() == rows[number - 1]


@touched_by("cache")
@pytest.mark.parametrize("path", NO_ROW)
@pytest.mark.parametrize("number", ["0", "999999", str(2**63), "9" * 100])
def test_a_row_that_is_not_there_is_not_found(both: Both, path: str, number: str) -> None:
    assert both.get(f"{path}/{number}").agree(404) == {"detail": NO_ROW[path]}


@touched_by("async")
@pytest.mark.parametrize(
    "path",
    [
        *("/api/customers/one", "/api/customers/1.0", "/api/customers/-1", "/api/customers/%00"),
        *("/api/customers/%FF", "/api/customers/1/", "/api/customers/", "/api/customers/1/city"),
        *("/api/", "/api/nothing", "/api/cities/%D9%A1", f"/api/cities/{'9' * 5000}"),
    ],
)
def test_an_address_that_is_none_is_not_found(both: Both, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert both.request(method, path).agree(404) == {"detail": "Not found."}
