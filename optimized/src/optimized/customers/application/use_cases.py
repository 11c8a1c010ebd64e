"""What clients do with single customers. Lists are selectors: see docs/architecture.md."""

from __future__ import annotations

from dataclasses import dataclass

from optimized.customers.application.errors import NotFoundError
from optimized.customers.application.ports import CustomerRepository, Draft, Found
from optimized.customers.domain.customer import MAX_ID, Customer


def _check_id(customer_id: int) -> None:
    """Raise NotFoundError for an id that no row can have."""
    if customer_id > MAX_ID:
        raise NotFoundError("Customer")


@dataclass(frozen=True, slots=True)
class GetCustomer:
    """Return a customer."""

    customers: CustomerRepository

    def __call__(self, customer_id: int) -> Found:
        """Raises NotFoundError, UnavailableError."""
        _check_id(customer_id)
        return self.customers.get(customer_id)


@dataclass(frozen=True, slots=True)
class CreateCustomer:
    """Add a customer."""

    customers: CustomerRepository

    def __call__(self, draft: Draft) -> Customer:
        """Return the stored customer. Raises RejectedError, UnavailableError."""
        return self.customers.create(draft)


@dataclass(frozen=True, slots=True)
class ChangeCustomer:
    """Change values of a customer."""

    customers: CustomerRepository

    def __call__(self, customer_id: int, draft: Draft) -> Customer:
        """Return the stored customer. Raises NotFoundError, RejectedError, UnavailableError."""
        _check_id(customer_id)
        return self.customers.update(customer_id, draft)


@dataclass(frozen=True, slots=True)
class DeleteCustomer:
    """Remove a customer."""

    customers: CustomerRepository

    def __call__(self, customer_id: int) -> None:
        """Raises NotFoundError, UnavailableError."""
        _check_id(customer_id)
        self.customers.delete(customer_id)
