"""What the use cases need from outside. All methods block: callers choose the thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol, TypedDict

from optimized.customers.domain.customer import Customer


@dataclass(frozen=True, slots=True)
class Found:
    """A customer, and whether a cache had it."""

    customer: Customer
    hit: bool


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
    """What a client wants to write: the valid values, and what is wrong with the others."""

    values: CustomerChanges
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


class CustomerRepository(Protocol):
    """Reads and writes customers; each call is one transaction, committed when it returns.

    All methods raise UnavailableError. RejectedError carries the draft's errors and those that
    only the stored rows reveal.
    """

    def get(self, customer_id: int) -> Found:
        """Return a customer. Raises NotFoundError."""

    def create(self, draft: Draft) -> Customer:
        """Insert a customer and return it as stored. Raises RejectedError."""

    def update(self, customer_id: int, draft: Draft) -> Customer:
        """Change values and return the stored customer. Raises NotFoundError, RejectedError."""

    def delete(self, customer_id: int) -> None:
        """Delete a customer. Raises NotFoundError."""


class Invalidation(Protocol):
    """Told of every write before its commit, and by the returned function after it.

    Both calls happen in the thread that writes, before the writer is answered.
    """

    def customer_changes(self, customer_id: int) -> Callable[[], None]:
        """A customer is being created, changed or deleted."""

    def reference_changes(self) -> Callable[[], None]:
        """A city or company is being changed or deleted: any customer's row may change."""
