"""A statement on its way to PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.statement import Record, Statement


@dataclass(slots=True)
class Call:
    """A statement, its answer, which may be cancelled at any time, and when it was asked.

    `deadline`: until when it is sent once more where it loses its connection.
    """

    statement: Statement
    values: Sequence[bytes]
    answer: asyncio.Future[list[Record]]
    asked: float
    retried: bool = False
    deadline: float | None = None

    @property
    def slow(self) -> bool:
        """Whether it may take long, as its own timeout says."""
        return self.statement.timeout is not None

    def refuse(self, reason: str) -> None:
        """Let the caller try again later."""
        if not self.answer.done():
            self.answer.set_exception(UnavailableError(reason))
