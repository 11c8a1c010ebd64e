"""What the use cases of writes need of the outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol, TypedDict


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
