"""Changing customers. What was written is read back from the database, never from a cache."""

from __future__ import annotations

from dataclasses import dataclass

from optimized.customers.application.errors import MissingError
from optimized.customers.application.ports import CustomerWriter, Draft
from optimized.fastpath.ports import CustomerReader
from optimized.fastpath.showing import MAX_ID, show

CUSTOMER = "Customer"


@dataclass(frozen=True, slots=True)
class CreateCustomer:
    """Add a customer."""

    writer: CustomerWriter
    stored: CustomerReader

    async def __call__(self, draft: Draft) -> bytes:
        """Return the new row. Raises RejectedError and UnavailableError."""
        customer_id = await self.writer.create(draft)
        return (await show(CUSTOMER, customer_id, self.stored)).row


@dataclass(frozen=True, slots=True)
class ChangeCustomer:
    """Change values of a customer."""

    writer: CustomerWriter
    stored: CustomerReader

    async def __call__(self, customer_id: int, draft: Draft) -> bytes:
        """Return the changed row. Raises MissingError, RejectedError and UnavailableError."""
        if customer_id > MAX_ID:
            raise MissingError(CUSTOMER)
        await self.writer.update(customer_id, draft)
        return (await show(CUSTOMER, customer_id, self.stored)).row


@dataclass(frozen=True, slots=True)
class DeleteCustomer:
    """Remove a customer."""

    writer: CustomerWriter

    async def __call__(self, customer_id: int) -> None:
        """Delete it. Raises MissingError and UnavailableError."""
        if customer_id > MAX_ID:
            raise MissingError(CUSTOMER)
        await self.writer.delete(customer_id)
