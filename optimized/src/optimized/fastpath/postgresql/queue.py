"""The calls that wait for a connection."""

from __future__ import annotations

from collections import deque

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.calls import Call


class CallQueue:
    """First come, first served, but calls that may be slow hold up no others.

    More than `size` of a kind would only grow old here: clients are told to come back instead.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self._size = size
        self._seconds = seconds
        self._quick: deque[Call] = deque()
        self._slow: deque[Call] = deque()

    def __len__(self) -> int:
        return len(self._quick) + len(self._slow)

    def add(self, call: Call) -> None:
        """Let a call wait. Raises UnavailableError where too many wait already."""
        calls = self._slow if call.slow else self._quick
        if len(calls) >= self._size:
            present = [call for call in calls if not call.answer.done()]  # some clients may be gone
            calls.clear()
            calls.extend(present)
            if len(calls) >= self._size:
                raise UnavailableError("Too many requests wait for the database.")
        calls.append(call)

    def put_back(self, call: Call) -> None:
        """Let a call wait before all others of its kind."""
        (self._slow if call.slow else self._quick).appendleft(call)

    def renew(self, now: float) -> None:
        """Let calls wait from now on, as if nobody had waited before."""
        for call in (*self._quick, *self._slow):
            call.asked = now

    def take(self, *, slow: bool) -> Call | None:
        """Return the call that has waited longest; one that may be slow only if `slow`."""
        queues = [self._quick, self._slow] if slow else [self._quick]
        for calls in queues:
            while calls and calls[0].answer.done():
                calls.popleft()
        oldest = min(filter(None, queues), key=lambda calls: calls[0].asked, default=None)
        return oldest.popleft() if oldest else None

    def refuse_overdue(self, now: float) -> None:
        """Refuse calls that have waited longer than their statement may take."""
        for calls in (self._quick, self._slow):
            while calls and now > calls[0].asked + (calls[0].statement.timeout or self._seconds):
                calls.popleft().refuse("The database is busy.")

    def refuse_all(self, reason: str) -> None:
        """Refuse all calls."""
        for calls in (self._quick, self._slow):
            while calls:
                calls.popleft().refuse(reason)
