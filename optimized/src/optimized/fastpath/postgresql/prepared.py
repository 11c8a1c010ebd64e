"""The prepared statements of one connection, the least recently used of which are evicted."""

from __future__ import annotations

from collections import OrderedDict
from itertools import count

MAX_PREPARED = 256  # what clients may ask for has no end: `page_size` alone makes 100 shapes


class PreparedStatements:
    """Which statements PostgreSQL has prepared, by their SQL, and under which name.

    Each message to PostgreSQL begins with `take_unwanted` or `begin` and finishes with `end`.
    """

    def __init__(self) -> None:
        self._names: OrderedDict[str, bytes] = OrderedDict()
        self._numbers = count()
        self._unwanted: list[bytes] = []
        self._preparing: bytes | None = None
        self._deallocating = False

    def find(self, sql: str) -> bytes | None:
        """Return the name of a statement, if it is prepared."""
        name = self._names.get(sql)
        if name:
            self._names.move_to_end(sql)
        return name

    def take_unwanted(self) -> bytes | None:
        """Return the name of a statement to deallocate before another one is prepared."""
        if not self._unwanted and len(self._names) >= MAX_PREPARED:
            self._unwanted.append(self._names.popitem(last=False)[1])
        if not self._unwanted:
            return None
        self._deallocating = True
        return self._unwanted.pop()

    def begin(self) -> bytes:
        """Return the name under which to prepare a statement."""
        self._preparing = b"s%d" % next(self._numbers)
        return self._preparing

    def end(self, sql: str, *, succeeded: bool) -> bool:
        """Return whether what has ended was one of these messages, and the next may be sent."""
        if self._deallocating:
            self._deallocating = False
            return True
        name, self._preparing = self._preparing, None
        if name and succeeded:
            self._names[sql] = name
        return name is not None and succeeded

    def remove(self, sql: str) -> None:
        """Have a statement deallocated and prepared again."""
        self._unwanted.append(self._names.pop(sql))
