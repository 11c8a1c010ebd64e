"""Which rows a search finds, and how: the port between searching and paging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from optimized.customers.domain.search import Term
from optimized.fastpath.reading.filters import Values
from optimized.fastpath.reading.fragments import fragment
from optimized.fastpath.reading.window import Window

BEYOND = "SELECT * FROM ({rows}) AS ranked WHERE {beyond} ORDER BY {order} LIMIT {limit}"
POSITION = "(rank, id) {operator} (${{position_0}}::float4, ${{position_1}})"

Rows = QuerySet[Any, Any]


class Match(Protocol):
    """The shape of a search. Hashable: statements are kept by it."""

    @property
    def stable(self) -> bool:
        """Whether the best plan is the same for all values."""

    @property
    def timeout(self) -> int | None:
        """The seconds after which to give up, where that is sooner than for all statements."""

    def rows(self, queryset: Rows, window: Window) -> str:
        """Return SQL of all rows found, unordered, with a `rank` if the window sorts by it."""

    def page(self, queryset: Rows, window: Window) -> str:
        """Return SQL of the rows found in the window, in order."""


class Search(Protocol):
    """A way to search."""

    def match(self, terms: Sequence[Term], window: Window) -> tuple[Match, Values]:
        """Return the shape of a search, and its parameters."""


@dataclass(frozen=True, slots=True)
class Everything:
    """The match of a list without a search."""

    stable: bool = True
    timeout: None = None

    def rows(self, queryset: Rows, window: Window) -> str:  # noqa: ARG002
        """Return SQL of all rows."""
        return fragment(queryset)

    def page(self, queryset: Rows, window: Window) -> str:
        """Return SQL that reads the window off an index."""
        return fragment(ordered(queryset, window)[: window.limit])


def ordered(queryset: Rows, window: Window) -> Rows:
    """Leave what lies beyond the window's position, in its order."""
    return queryset.filter(window.beyond(queryset.model)).order_by(*window.order)


def best(rows: str, window: Window) -> str:
    """Return SQL of the window of rows that have a `rank`."""
    return BEYOND.format(
        rows=rows,
        beyond=POSITION.format(operator=window.operator) if window.bounded else "true",
        order=window.sql_order,
        limit=window.limit,
    )
