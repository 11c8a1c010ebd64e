"""Loading aside: a schema in which new tables are filled and then take the old ones' place.

One transaction drops the old tables and moves the new ones: whatever breaks off before, a reader
sees the whole old data set, and whatever comes after, the whole new one. A schema left behind by
a load that was killed is dropped by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

import psycopg
from psycopg.conninfo import make_conninfo

from dataset.digest import stored
from dataset.errors import LoadError
from dataset.ledger import record
from dataset.spec import Spec

Connection = psycopg.Connection[Any]

SCHEMA = "dataset_loading"
SEARCH_PATH = b"SET search_path = dataset_loading, public"
TABLES = ("customers_city", "customers_company", "customers_customer")
_SET_SEQUENCE = "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)"
_LOCK = 7_200_515  # of all loads of a database; any number that nobody else locks


@dataclass(frozen=True, slots=True)
class Staging:
    """New tables without indexes, constraints and triggers, and the statements that add them.

    `connection` sees the new tables in front of the old ones, other connections after
    SEARCH_PATH. The statements must run in the order of the fields.
    """

    connection: Connection
    indexes: list[str]
    constraints: list[str]
    triggers: list[str]

    @classmethod
    def start(cls, connection: Connection) -> Self:
        """Make the tables. Raises psycopg.errors.UndefinedTable where there are none to copy."""
        _run(connection, "SET search_path = public")
        query = files("dataset").joinpath("definitions.sql").read_text().encode()
        rows = connection.execute(query, {"tables": list(TABLES)}).fetchall()
        statements: dict[str, list[str]] = {}
        for kind, _, statement in rows:
            statements.setdefault(kind, []).append(statement)
        _run(connection, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}")
        for table in TABLES:
            columns = f"LIKE public.{table} INCLUDING ALL EXCLUDING INDEXES"
            _run(connection, f"CREATE TABLE {SCHEMA}.{table} ({columns})")
        connection.execute(SEARCH_PATH)
        _run(connection, *statements.get("setting", ()))
        kinds = ("index", "constraint", "trigger")
        return cls(connection, *(statements.get(kind, []) for kind in kinds))

    def build_indexes(self) -> None:
        """Build the indexes one after the other."""
        _run(self.connection, *self.indexes)

    def add_constraints(self) -> None:
        """Add constraints, which need the indexes, and triggers."""
        _run(self.connection, *self.constraints, *self.triggers)

    def settle(self) -> str:
        """Freeze the rows, for no measured request to do it, and return their digest."""
        conninfo = connection_string(self.connection)
        with psycopg.connect(conninfo, autocommit=True) as other, ThreadPoolExecutor(1) as thread:
            other.execute(SEARCH_PATH)
            vacuum = thread.submit(_run, other, f"VACUUM (FREEZE, ANALYZE) {', '.join(TABLES)}")
            # rows lie in the order of their ids but for the blocks: the index is the short way
            self.connection.execute("SET enable_sort = off")
            digest = stored(self.connection)
            vacuum.result()
        return digest

    def replace(self, spec: Spec, digest: str) -> None:
        """Put the new tables in place and record what they hold."""
        with self.connection.transaction():
            for table, rows in zip(TABLES, spec.rows, strict=True):
                self.connection.execute(_SET_SEQUENCE, (table, rows))
            _run(self.connection, f"DROP TABLE {', '.join(f'public.{table}' for table in TABLES)}")
            for table in TABLES:
                _run(self.connection, f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA public")
            record(self.connection, spec, digest)


def connection_string(connection: Connection) -> str:
    """Return what connects to the same database as the same user."""
    return make_conninfo(connection.info.dsn, password=connection.info.password or None)


@contextmanager
def only_load(connection: Connection) -> Iterator[None]:
    """Keep other loads of this database away.

    Raises LoadError if one is under way.
    """
    locked = connection.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
    if locked != (True,):
        raise LoadError("Another load of this database is under way: wait for its end.")
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def staging(connection: Connection) -> Iterator[Staging]:
    """Start a staging over `connection`, which is in autocommit mode, and clear up at the end."""
    # the server notices within a second that a command was killed, and lets go of its locks
    _run(connection, "SET client_connection_check_interval = '1s'")
    try:
        yield Staging.start(connection)
    finally:
        if not connection.broken:
            _run(connection, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", "RESET ALL")


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement.encode())
