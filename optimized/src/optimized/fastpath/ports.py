"""What the parts of the fast path need of each other. Rows are UTF-8 JSON objects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from optimized.fastpath.query import CustomerQuery, Position, ReferenceQuery


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `ids` and `rows` side by side, in order.

    `next` and `previous` are None at the ends. `count` is set only by the plain, numbered
    pagination. `hit` says that a cache answered, not the database.
    """

    ids: Sequence[int]
    rows: Sequence[bytes]
    next: Position | None
    previous: Position | None
    count: int | None = None
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that exist among those asked for, by id. `hit`: a cache had all of them."""

    by_id: Mapping[int, bytes] = field(default_factory=dict)
    hit: bool = False


class CustomerReader(Protocol):
    """Reads customers."""

    async def page(self, query: CustomerQuery) -> Page:
        """Return a page. Raises PageNotFoundError and UnavailableError."""

    async def rows(self, ids: Sequence[int]) -> Rows:
        """Return customers by id; missing ones are left out. Raises UnavailableError."""


class ReferenceReader(Protocol):
    """Reads cities, or companies."""

    async def page(self, query: ReferenceQuery) -> Page:
        """Return a page. Raises PageNotFoundError and UnavailableError."""

    async def rows(self, ids: Sequence[int]) -> Rows:
        """Return rows by id; missing ones are left out. Raises UnavailableError."""


@dataclass(frozen=True, slots=True)
class Response:
    """The body of a response, and whether a cache had it."""

    body: bytes
    hit: bool


class Responses(Protocol):
    """Keeps whole responses to requests for lists."""

    async def get(self, address: str, compute: Callable[[], Awaitable[Response]]) -> Response:
        """Return the response to `address`, else what `compute` returns. Raises what that does.

        `address` is absolute, since the links in a response are.
        """
