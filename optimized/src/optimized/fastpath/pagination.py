"""How pages are named in requests and links."""

from __future__ import annotations

import re
from typing import Protocol

from optimized.customers.application.errors import PageNotFoundError
from optimized.customers.domain.ordering import Ordering
from optimized.customers.domain.position import After, Before, Start
from optimized.fastpath import cursors
from optimized.fastpath.query import Number, Position

_NUMBER = re.compile(r"\s*\+?([0-9]{1,18})\s*")


class Pagination(Protocol):
    """A parameter that names pages."""

    parameter: str

    def position(self, page: str | None, ordering: Ordering) -> Position:
        """Return where the page with this name begins. Raises PageNotFoundError."""

    def value(self, position: Position, ordering: Ordering) -> str | None:
        """Return the parameter of a page, or None for the first, which needs none."""


class CursorPagination:
    """`cursor`: where the page before ended."""

    parameter = "cursor"

    def position(self, page: str | None, ordering: Ordering) -> Position:
        """Return the position of the cursor. Raises PageNotFoundError."""
        return cursors.decode(page, ordering) if page else Start()

    def value(self, position: Position, ordering: Ordering) -> str | None:
        """Return the cursor of a position."""
        return cursors.encode(position, ordering) if isinstance(position, After | Before) else None


class NumberPagination:
    """`page`: the number of the page, from 1."""

    parameter = "page"

    def position(self, page: str | None, ordering: Ordering) -> Position:  # noqa: ARG002
        """Return the page with the number. Raises PageNotFoundError."""
        number = _NUMBER.fullmatch(page or "1")
        if number is None or int(number[1]) == 0:
            raise PageNotFoundError("Invalid page.")
        return Number(int(number[1]))

    def value(self, position: Position, ordering: Ordering) -> str | None:  # noqa: ARG002
        """Return the number of a page."""
        if isinstance(position, Number) and position.number > 1:
            return str(position.number)
        return None
