"""The migrations of the fast path, from wherever a database is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import servers, services

COLUMNS = """
SELECT string_agg(table_name, ' ' ORDER BY table_name) FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'json'
"""
STORED = """
INSERT INTO customers_city (name, country) VALUES ('Zürich "1"', 'Switzerland') RETURNING json
"""


@pytest.fixture
def migrate(
    runtime: Path, postgresql_server: servers.PostgreSQL, request: pytest.FixtureRequest
) -> Callable[..., Callable[[str], str]]:
    """Migrate a database of this test, and return what queries it."""
    name = request.node.name
    postgresql_server.createdb(name)

    def run(optimizations: str, *target: str) -> Callable[[str], str]:
        variables = services.environment(
            "optimized", runtime, DATABASE_NAME=name, OPTIMIZATIONS=optimizations
        )
        services.manage("optimized", variables, "migrate", "--verbosity=0", *target)
        return lambda sql: postgresql_server.psql(name, sql)

    return run


def test_only_the_fast_path_stores_json(migrate: Callable[..., Callable[[str], str]]) -> None:
    assert migrate("six")(COLUMNS) == ""
    assert migrate("all")(COLUMNS) == "customers_city customers_company"
    assert migrate("all", "fastpath", "zero")(COLUMNS) == ""


def test_a_database_from_before_the_split_is_upgraded(
    migrate: Callable[..., Callable[[str], str]],
) -> None:
    before = migrate("six", "customers", "0003")(COLUMNS)
    psql = migrate("all")

    assert psql(COLUMNS) == before
    assert psql(STORED) == '{"id":1,"name":"Zürich \\"1\\"","country":"Switzerland"}'
