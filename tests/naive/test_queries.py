"""The naive service's reads are what REST framework makes of them when nobody looks closer."""

from __future__ import annotations

import httpx
import pytest

from tests.support.servers import PostgreSQL
from tests.support.statements import Calls


@pytest.fixture
def calls(naive_database: str, postgresql_server: PostgreSQL) -> Calls:
    """Count statements from here on."""
    return Calls(postgresql_server, naive_database)


@pytest.mark.parametrize("size", [1, 20, 100])
def test_a_page_takes_a_count_a_page_and_two_statements_a_row(
    naive: httpx.Client, calls: Calls, size: int
) -> None:
    naive.get("/api/customers", params={"page_size": size})

    assert {
        "count": calls["SELECT COUNT(%"],
        "page": calls['SELECT "customers_customer"."id"'],
        "cities": calls['SELECT "customers_city"."id"'],
        "companies": calls['SELECT "customers_company"."id"'],
    } == {"count": 1, "page": 1, "cities": size, "companies": size}


def test_a_detail_takes_three_statements(naive: httpx.Client, calls: Calls) -> None:
    naive.get("/api/customers/1")

    assert calls['SELECT "customers_'] == 3


def test_only_constraints_and_foreign_keys_have_an_index(
    naive_database: str, postgresql_server: PostgreSQL
) -> None:
    indexed = postgresql_server.psql(
        naive_database,
        "SELECT DISTINCT pg_get_indexdef(indexrelid, 1, true) FROM pg_index "
        "WHERE indrelid = 'customers_customer'::regclass ORDER BY 1",
    )

    assert indexed.split() == ["city_id", "company_id", "id", "lower(email::text)", "national_id"]
