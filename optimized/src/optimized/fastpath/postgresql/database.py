"""Running a statement, whatever drives PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol

_PLACE = re.compile(rb"\$(\d+)")

Record = tuple[bytes, ...]
Parameters = Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with `$1`, `$2`, … in the order of `names`.

    A `stable` statement has one best plan whatever the values: it is prepared, and planned once.
    The others carry their values as literals and are planned for them each time: a generic plan
    of `ORDER BY id LIMIT` with a selective filter took 2,900 ms, and without the pattern at hand
    LIKE cannot use an index. One of these may have a `timeout` of its own, in seconds.
    """

    sql: str
    names: tuple[str, ...] = ()
    stable: bool = True
    timeout: int | None = None

    def with_literals(self, literals: Sequence[bytes]) -> bytes:
        """Return the SQL with quoted values in the place of its parameters.

        With a timeout these are two statements in one transaction; the last one's result counts.
        """
        sql = _PLACE.sub(lambda place: literals[int(place[1]) - 1], self.sql.encode())
        if self.timeout is None:
            return sql
        return b"SET LOCAL statement_timeout = '%ds'; %s" % (self.timeout, sql)


class Database(Protocol):
    """A source of records in PostgreSQL's text format."""

    async def open(self) -> None:
        """Connect. Raises UnavailableError."""

    async def close(self) -> None:
        """Let the statements that run end, then disconnect."""

    def fetch(self, statement: Statement, parameters: Parameters = ()) -> Awaitable[list[Record]]:
        """Run a statement that returns no NULL. Raises UnavailableError."""
