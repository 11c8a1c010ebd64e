"""Statements with parameters, and the calls of them that run or wait."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimized.customers.application.errors import UnavailableError

_PLACE = re.compile(rb"\$(\d+)")

Record = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with `$1`, `$2`, … in the order of `parameters`. It returns no NULL.

    A parameter is a text with names in braces, such as `{term}%`.

    A `stable` statement has one best plan whatever the values: it is prepared, and planned once.
    The others carry their values as literals and are planned for them each time: a generic plan
    of `ORDER BY id LIMIT` with a selective filter took 2,900 ms, and without the pattern at hand
    LIKE cannot use an index. One of these may have a `timeout` of its own, in seconds.
    """

    sql: str
    parameters: tuple[str, ...] = ()
    stable: bool = True
    timeout: int | None = None

    def values(self, values: Mapping[str, str]) -> list[bytes]:
        """Return the values of the parameters, in their order."""
        return [each.format_map(values).encode() for each in self.parameters]

    def with_literals(self, literals: list[bytes]) -> bytes:
        """Return the SQL with quoted values in the place of its parameters.

        With a timeout these are two statements in one transaction; the last one's result counts.
        """
        sql = _PLACE.sub(lambda place: literals[int(place[1]) - 1], self.sql.encode())
        if self.timeout is None:
            return sql
        return b"SET LOCAL statement_timeout = '%ds'; %s" % (self.timeout, sql)


@dataclass(slots=True, eq=False)
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


class CallQueue:
    """First come, first served, but calls that may be slow hold up no others.

    More than `size` of a kind would only grow old here: clients are told to come back instead.
    """

    def __init__(self, size: int, seconds: float) -> None:
        """Let a call wait for the timeout of its statement, or for `seconds`."""
        self._size = size
        self._seconds = seconds
        self._calls: list[Call] = []

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, call: Call) -> None:
        """Let a call wait. Raises UnavailableError where too many wait already."""
        if len(self._calls) >= self._size:
            self._forget_answered()  # clients may be gone
            if sum(each.slow == call.slow for each in self._calls) >= self._size:
                raise UnavailableError("Too many requests wait for the database.")
        self._calls.append(call)

    def put_back(self, call: Call) -> None:
        """Let a call wait before all others."""
        self._calls.insert(0, call)

    def renew(self, now: float) -> None:
        """Let calls wait from now on, as if nobody had waited before."""
        for call in self._calls:
            call.asked = now

    def take(self, *, slow: bool) -> Call | None:
        """Return the call that has waited longest; one that may be slow only if `slow`."""
        for place, call in enumerate(self._calls):
            if not call.answer.done() and (slow or not call.slow):
                return self._calls.pop(place)
        return None

    def refuse(self, reason: str, now: float = math.inf) -> None:
        """Refuse the calls that have waited too long by `now`; by default all."""
        for call in self._calls:
            if now > call.asked + (call.statement.timeout or self._seconds):
                call.refuse(reason)
        self._forget_answered()

    def _forget_answered(self) -> None:
        self._calls = [each for each in self._calls if not each.answer.done()]
