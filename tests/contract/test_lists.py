"""Lists: pages, filters, orderings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.contract.compare import Both, ids, walk
from tests.contract.subjects import only_without, touched_by
from tests.support import rows

COUNTRIES = {number: country for number, _, country in rows.cities()}
CUSTOMERS = [
    dict(zip(rows.TABLES["customers_customer"][0], row, strict=True)) for row in rows.customers()
]
KEYS = ["id", "last_name", "birth_date", "balance", "created_at"]
ORDERINGS = [sign + key for key in KEYS for sign in ("", "-")]

Customer = dict[str, Any]


@touched_by("async", "joins", "indexes", "cursor", "cache")
@pytest.mark.parametrize("path", ["/api/customers", "/api/cities", "/api/companies"])
def test_the_first_page_is_the_same(both: Both, path: str) -> None:
    page = both.get(path).agree()

    assert [row["id"] for row in page["results"]] == list(range(1, 21))
    assert (page["previous"], page["next"]) == (False, True)


@only_without("cursor")
@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/api/customers", rows.CUSTOMERS),
        ("/api/customers?search=nobody", 0),
        ("/api/cities", 30),
        ("/api/companies?page=2", 40),
    ],
)
def test_a_numbered_list_has_its_count(client: httpx.Client, path: str, count: int) -> None:
    page = client.get(path).json()

    assert list(page) == ["count", "next", "previous", "results"]
    assert page["count"] == count


@touched_by("async", "joins")
def test_a_row_has_the_fields_in_their_order_and_form(both: Both) -> None:
    page = both.get("/api/customers", page_size=1).agree()
    (row,) = page["results"]
    customer = CUSTOMERS[0]

    assert list(row) == [
        *("id", "first_name", "last_name", "email", "phone", "national_id", "birth_date"),
        *("is_active", "balance", "created_at", "updated_at", "city", "company"),
    ]
    assert list(row["city"]) == ["id", "name", "country"]
    assert list(row["company"]) == ["id", "name", "industry"]
    assert row["balance"] == f"{customer['balance']:.2f}"
    assert row["birth_date"] == customer["birth_date"].isoformat()
    assert row["created_at"] == f"{customer['created_at']:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert row["national_id"] == customer["national_id"]


@touched_by("indexes", "cursor")
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_an_ordering_sorts_in_both_directions_and_falls_back_to_the_id(
    client: httpx.Client, ordering: str
) -> None:
    key = ordering.removeprefix("-")
    ordered = sorted(CUSTOMERS, key=lambda row: (row[key], row["id"]), reverse=ordering[0] == "-")
    pages = list(walk(client, "/api/customers", ordering=ordering, page_size=31))
    forwards = [row["id"] for page in pages for row in page["results"]]
    page, backwards = pages[-1], [row["id"] for row in reversed(pages[-1]["results"])]
    while page["previous"] is not None:
        page = client.get(page["previous"]).json()
        backwards += [row["id"] for row in reversed(page["results"])]

    assert forwards == [customer["id"] for customer in ordered]
    assert backwards == forwards[::-1]


@touched_by("cursor")
@pytest.mark.parametrize(("path", "last"), [("/api/cities", 30), ("/api/companies", 40)])
def test_cities_and_companies_are_listed_by_id(client: httpx.Client, path: str, last: int) -> None:
    assert ids(client, path, page_size=7) == list(range(1, last + 1))


UNKNOWN = [
    *[("ordering", value) for value in ("phone", "-", "", "id;DROP TABLE", "city__name", "--id")],
    *[("is_active", value) for value in ("maybe", "2", "\0")],
    ("first_name", "Nobody"),
    ("format", "xml"),
]


@pytest.mark.parametrize(("parameter", "value"), UNKNOWN)
def test_what_is_unknown_is_ignored(both: Both, parameter: str, value: str) -> None:
    page = both.get("/api/customers", **{parameter: value}, page_size=3).agree()

    assert [row["id"] for row in page["results"]] == [1, 2, 3]


@touched_by("cursor")
@pytest.mark.parametrize(
    ("size", "expected"),
    [("1", 1), ("100", 100), ("101", 100), ("9" * 30, 100), ("9" * 4400, 20)]
    + [(size, 20) for size in ("0", "-1", "", "ten", "1.5", "\0")],
)
def test_a_page_size_out_of_bounds_is_capped_or_the_default(
    both: Both, size: str, expected: int
) -> None:
    page = both.get("/api/customers", page_size=size).agree()

    assert len(page["results"]) == expected


FILTERS: list[tuple[dict[str, str], Callable[[Customer], bool]]] = [
    ({"city": "3"}, lambda row: row["city_id"] == 3),
    ({"company": "5"}, lambda row: row["company_id"] == 5),
    ({"country": "France"}, lambda row: COUNTRIES[row["city_id"]] == "France"),
    ({"country": "france"}, lambda _: False),
    ({"is_active": "true"}, lambda row: row["is_active"]),
    ({"is_active": "False"}, lambda row: not row["is_active"]),
    ({"is_active": "1"}, lambda row: row["is_active"]),
    ({"is_active": "0"}, lambda row: not row["is_active"]),
    ({"birth_date_after": "1982-12-24"}, lambda row: row["birth_date"] >= date(1982, 12, 24)),
    ({"birth_date_before": "1982-12-24"}, lambda row: row["birth_date"] <= date(1982, 12, 24)),
    ({"balance_min": "100"}, lambda row: row["balance"] >= 100),
    ({"balance_max": "-12.50"}, lambda row: row["balance"] <= Decimal("-12.5")),
    ({"balance_min": "-50", "balance_max": "50"}, lambda row: -50 <= row["balance"] <= 50),
    (
        {"is_active": "true", "country": "Germany", "birth_date_after": "1970-01-01"},
        lambda row: (
            row["is_active"]
            and COUNTRIES[row["city_id"]] == "Germany"
            and row["birth_date"] >= date(1970, 1, 1)
        ),
    ),
    ({"city": "9999"}, lambda _: False),
    ({"city": "9" * 30}, lambda _: False),
    ({"company": "-1"}, lambda _: False),
    ({"city": "", "company": "", "country": "", "is_active": "", "balance_min": ""}, bool),
]


@touched_by("indexes")
@pytest.mark.parametrize(
    ("filters", "holds"), FILTERS, ids=lambda value: None if callable(value) else str(value)[:60]
)
def test_a_filter_keeps_what_it_says(
    client: httpx.Client, filters: dict[str, str], holds: Callable[[Customer], bool]
) -> None:
    kept = sorted(filter(holds, CUSTOMERS), key=lambda row: (row["birth_date"], row["id"]))
    expected = [customer["id"] for customer in reversed(kept)]

    assert ids(client, **filters, ordering="-birth_date") == expected
    assert ids(client, **filters) == sorted(expected)


@touched_by("async")
@pytest.mark.parametrize("parameter", ["city", "country", "is_active", "balance_max", "ordering"])
def test_the_last_of_repeated_parameters_counts(both: Both, parameter: str) -> None:
    values = {
        "city": ("1", "2"),
        "country": ("France", "Germany"),
        "is_active": ("true", "false"),
        "balance_max": ("0", "100"),
        "ordering": ("last_name", "-balance"),
    }[parameter]

    both.request("GET", "/api/customers", params={parameter: values}).agree()
