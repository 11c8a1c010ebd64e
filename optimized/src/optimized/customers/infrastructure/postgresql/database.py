"""Running a statement, whatever drives PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol

Record = tuple[bytes, ...]
Parameters = Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with `$1`, `$2`, … in the order of `names`.

    A `stable` statement has one best plan whatever the values, so it is prepared and planned
    once. The others are planned for their values each time: a generic plan of `ORDER BY id LIMIT`
    with a selective filter took 2,900 ms.
    """

    sql: str
    names: tuple[str, ...] = ()
    stable: bool = True


class Database(Protocol):
    """A source of records in PostgreSQL's text format."""

    async def open(self) -> None:
        """Connect. Raises UnavailableError."""

    async def close(self) -> None:
        """Let the statements that run end, then disconnect."""

    def fetch(self, statement: Statement, parameters: Parameters = ()) -> Awaitable[list[Record]]:
        """Run a statement that returns no NULL. Raises UnavailableError."""
