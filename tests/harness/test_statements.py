"""What `statements.sql` keeps of pg_stat_statements, on a real PostgreSQL."""

from __future__ import annotations

import json

from harness.measuring.stack import SQL
from tests.support.servers import PostgreSQL

SHAPES = 30


def test_calls_of_all_statements_add_up(postgresql_server: PostgreSQL) -> None:
    """Beyond the twenty dearest all others stand in one row: N+1 lookups are cheap and many."""
    name = "statements"
    postgresql_server.createdb(name)
    postgresql_server.psql(name, "CREATE EXTENSION pg_stat_statements")
    postgresql_server.psql(name, "SELECT pg_stat_statements_reset()")
    for count in range(1, SHAPES + 1):
        columns = ", ".join(map(str, range(count)))
        postgresql_server.psql(name, f"SELECT {columns}")  # each number of columns is a statement
    kept = json.loads(postgresql_server.psql(name, (SQL / "statements.sql").read_text()))
    assert len(kept) == 21
    assert kept[-1]["query"] == "all other statements"
    assert sum(statement["calls"] for statement in kept) == SHAPES
