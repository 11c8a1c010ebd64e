"""How often a database was asked for something."""

from __future__ import annotations

from tests.support.servers import PostgreSQL


class Calls:
    """What pg_stat_statements has seen of one database since this object was made."""

    def __init__(self, server: PostgreSQL, database: str) -> None:
        self._server, self._database = server, database
        server.psql(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        server.psql(database, "SELECT pg_stat_statements_reset()")

    def __getitem__(self, beginning: str) -> int:
        """Return how often a statement that begins so was executed."""
        return int(
            self._server.psql(
                self._database,
                "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements "  # noqa: S608
                f"WHERE query LIKE '{beginning}%' AND dbid = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())",
            )
        )
