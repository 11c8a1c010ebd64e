"""A database that counts the statements that it is given."""

from __future__ import annotations

from collections.abc import Awaitable

from optimized.fastpath.postgresql.database import (
    Database,
    Parameters,
    Record,
    Statement,
)


class CountingDatabase:
    """Hands all to `inner`."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.statements = 0

    async def open(self) -> None:
        """See Database."""
        await self._inner.open()

    async def close(self) -> None:
        """See Database."""
        await self._inner.close()

    def fetch(self, statement: Statement, parameters: Parameters = ()) -> Awaitable[list[Record]]:
        """See Database."""
        self.statements += 1
        return self._inner.fetch(statement, parameters)
