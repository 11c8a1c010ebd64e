"""`sync_optimizations` creates what is on and drops what is off, and leaves the rest alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import servers, services

DATABASE = "synchronized"
# In the C collation one index of a column is for LIKE, too.
INDEXES = """
SELECT tablename || regexp_replace(indexdef, '.* USING| varchar_pattern_ops', '', 'g')
FROM pg_indexes WHERE tablename IN ('customers_city', 'customers_company', 'customers_customer')
"""
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
SEARCH = """
SELECT data_type FROM information_schema.columns
WHERE table_name = 'customers_customer' AND column_name = 'search'
"""
STATISTICS = """
SELECT attstattarget FROM pg_attribute
WHERE attrelid = 'customers_customer'::regclass AND attname = 'search'
"""
SORTED = {
    "customers_city btree (country)",
    "customers_customer btree (phone)",
    *(
        f"customers_customer btree ({column}, id)"
        for column in ("last_name", "birth_date", "balance", "created_at")
    ),
}
SEARCHED = (
    {"customers_customer gin (search) WITH (fastupdate=off)"},
    {"customers_customer_search", "customers_city_renamed", "customers_company_renamed"},
    "tsvector",
)
Manage = Callable[..., None]


@pytest.fixture(scope="module")
def manage(runtime: Path, postgresql_server: servers.PostgreSQL) -> Manage:
    """Run a command on a database of its own, which is migrated."""

    def run(optimizations: str, *arguments: str) -> None:
        own = {"DATABASE_NAME": DATABASE, "OPTIMIZATIONS": optimizations}
        services.manage("optimized", services.environment("optimized", runtime, **own), *arguments)

    postgresql_server.createdb(DATABASE)
    run("six", "migrate", "--verbosity=0")
    return run


def test_the_planner_knows_enough_words_also_after_fts_was_off_for_a_while(
    manage: Manage, postgresql_server: servers.PostgreSQL
) -> None:
    migrated = postgresql_server.psql(DATABASE, STATISTICS)
    manage("six,-fts", "sync_optimizations")
    manage("six", "sync_optimizations")

    assert [migrated, postgresql_server.psql(DATABASE, STATISTICS)] == ["1000", "1000"]


@pytest.mark.parametrize("optimizations", ["none", "indexes", "fts", "six"])
def test_beside_naive_s_indexes_there_is_what_is_on(
    manage: Manage,
    postgresql_server: servers.PostgreSQL,
    naive_database: str,
    optimizations: str,
) -> None:
    def found(sql: str, database: str = DATABASE) -> set[str]:
        return set(postgresql_server.psql(database, sql).splitlines())

    manage(optimizations, "sync_optimizations")
    indexes = SORTED if optimizations in {"indexes", "six"} else set()
    gin, triggers, column = SEARCHED if optimizations in {"fts", "six"} else (set(), set(), "")

    assert found(INDEXES) == found(INDEXES, naive_database) | indexes | gin
    assert (found(TRIGGERS), postgresql_server.psql(DATABASE, SEARCH)) == (triggers, column)
