"""Pages and rows of customers, cached or read from the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from optimized.customers.infrastructure.models import Customer


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page; `count` is that of the whole list, where pages have numbers.

    Customers have their city and company loaded; instances that have a `rank` get it back from
    the cache. `hit`: no SQL was needed.
    """

    items: Sequence[Any]
    count: int | None = None
    hit: bool = False


class CustomerCache(Protocol):
    """Returns what is cached, and otherwise reads it, in the caller's thread."""

    def page(self, key: str, read: Callable[[], Rows]) -> Rows:
        """Return the page of the query that `key` describes in full."""

    def one(
        self, customer_id: int, read: Callable[[], Customer | None]
    ) -> tuple[Customer | None, bool]:
        """Return a customer, and whether the cache had it. That there is none is cached too."""


class NullCache:
    """Implements CustomerCache where the optimization is off."""

    def page(self, _key: str, read: Callable[[], Rows]) -> Rows:
        """See CustomerCache."""
        return read()

    def one(
        self, _customer_id: int, read: Callable[[], Customer | None]
    ) -> tuple[Customer | None, bool]:
        """See CustomerCache."""
        return read(), False
