"""What the use cases need of the outside. Rows are UTF-8 JSON objects in the contract's format."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol, TypedDict

from optimized.customers.domain.position import Position
from optimized.customers.domain.query import CustomerQuery, ReferenceQuery


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
        """Return a page. Raises MissingPageError and UnavailableError."""

    async def rows(self, ids: Sequence[int]) -> Rows:
        """Return customers by id; missing ones are left out. Raises UnavailableError."""


class ReferenceReader(Protocol):
    """Reads cities, or companies."""

    async def page(self, query: ReferenceQuery) -> Page:
        """Return a page. Raises MissingPageError and UnavailableError."""

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


class CustomerChanges(TypedDict, total=False):
    """The values of a customer that a client may write."""

    first_name: str
    last_name: str
    email: str
    phone: str
    national_id: str
    birth_date: date
    is_active: bool
    balance: Decimal
    city_id: int
    company_id: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a client wants to write: the values that are valid, and what is wrong with others."""

    values: CustomerChanges
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


class CustomerWriter(Protocol):
    """Changes customers; each call is one transaction, committed when it returns.

    RejectedError carries the draft's errors and those that only the stored rows show.
    """

    async def create(self, draft: Draft) -> int:
        """Insert a customer and return its id. Raises RejectedError and UnavailableError."""

    async def update(self, customer_id: int, draft: Draft) -> None:
        """Change the values. Raises MissingError, RejectedError and UnavailableError."""

    async def delete(self, customer_id: int) -> None:
        """Delete a customer. Raises MissingError and UnavailableError."""


class Invalidation(Protocol):
    """Told of every write before its commit, and by the function returned after it.

    Both in the thread that writes, before the writer is answered.
    """

    def customer_changes(self, customer_id: int) -> Callable[[], None]:
        """A customer is being created, changed or deleted."""

    def reference_changes(self) -> Callable[[], None]:
        """A city or company is being changed or deleted: any customer's row may change."""
