"""The planner knows enough words to tell rare ones, wherever the search vector comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import servers, services

TARGET = """
SELECT attstattarget FROM pg_attribute
WHERE attrelid = 'customers_customer'::regclass AND attname = 'search'
"""
Manage = Callable[..., None]


@pytest.fixture
def manage(runtime: Path, postgresql_server: servers.PostgreSQL) -> Manage:
    postgresql_server.createdb("statistics")

    def run(optimizations: str, *arguments: str) -> None:
        own = {"DATABASE_NAME": "statistics", "OPTIMIZATIONS": optimizations}
        services.manage("optimized", services.environment("optimized", runtime, **own), *arguments)

    return run


def test_also_after_fts_was_off_for_a_while(
    manage: Manage, postgresql_server: servers.PostgreSQL
) -> None:
    manage("six", "migrate", "--verbosity=0")
    migrated = postgresql_server.psql("statistics", TARGET)
    manage("six,-fts", "sync_optimizations")
    manage("six", "sync_optimizations")

    assert [migrated, postgresql_server.psql("statistics", TARGET)] == ["1000", "1000"]
