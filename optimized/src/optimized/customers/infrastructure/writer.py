"""The writing port on Django's ORM, so that signals, and what listens to them, see every write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Lower

from optimized.customers.application.errors import MissingError, RejectedError, UnavailableError
from optimized.customers.application.ports import Draft
from optimized.customers.infrastructure.models import City, Company, Customer

Result = TypeVar("Result")
REFERENCES: dict[str, type[Model]] = {"city_id": City, "company_id": Company}


class OrmWriter:
    """Writes in `threads` of its own, each with a connection that stays open."""

    def __init__(self, threads: int) -> None:
        self._size = threads
        self._connections: set[BaseDatabaseWrapper] = set()

    async def create(self, draft: Draft) -> int:
        """Insert a customer and return its id. Raises RejectedError and UnavailableError."""
        return await self._run(_save, None, draft)

    async def update(self, customer_id: int, draft: Draft) -> None:
        """Change the values. Raises MissingError, RejectedError and UnavailableError."""
        await self._run(_save, customer_id, draft)

    async def delete(self, customer_id: int) -> None:
        """Delete a customer. Raises MissingError and UnavailableError."""
        await self._run(_delete, customer_id)

    async def open(self) -> None:
        """Have threads; they connect when the first write comes."""
        self._threads = ThreadPoolExecutor(self._size, "writer")

    async def close(self) -> None:
        """Let the writes that run end, then disconnect."""
        await asyncio.to_thread(self._disconnect)  # both wait, and Django refuses in an event loop

    def _disconnect(self) -> None:
        self._threads.shutdown()
        while self._connections:
            connection = self._connections.pop()
            connection.inc_thread_sharing()
            connection.close()

    async def _run(self, work: Callable[..., Result], *arguments: Any) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._commit, work, arguments)

    def _commit(self, work: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        connection = connections["default"]
        self._connections.add(connection)
        if connection.connection and not connection.is_usable():  # PostgreSQL was restarted
            connection.close()
        try:
            return work(*arguments)
        except (OperationalError, InterfaceError) as error:
            raise UnavailableError(str(error)) from error


def _save(customer_id: int | None, draft: Draft) -> int:
    try:
        with transaction.atomic():
            customer = Customer() if customer_id is None else _locked(customer_id)
            if draft.errors:
                raise RejectedError({**draft.errors, **_clashes(customer_id, draft)})
            if REFERENCES.keys() & draft.values.keys():
                _check_references_at_once()
            for name, value in draft.values.items():
                setattr(customer, name, value)
            # naming the columns spares PostgreSQL a new search vector where no word changes
            changed = None if customer_id is None else [*draft.values, "updated_at"]
            customer.save(update_fields=changed)
            return customer.pk
    except (IntegrityError, DataError):  # the latter for a foreign key beyond bigint
        # Looked for only now: nearly no write clashes, and asking before takes four statements.
        if clashes := _clashes(customer_id, draft):
            raise RejectedError(clashes) from None
        raise UnavailableError("what the write clashed with is gone by now") from None


def _delete(customer_id: int) -> None:
    with transaction.atomic():
        _locked(customer_id).delete()


def _check_references_at_once() -> None:
    """Let a foreign key fail before the write is announced to readers, not at the commit."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _locked(customer_id: int) -> Customer:
    try:
        return Customer.objects.select_for_update().only("pk").get(pk=customer_id)
    except Customer.DoesNotExist:
        raise MissingError("Customer") from None


def _clashes(customer_id: int | None, draft: Draft) -> Mapping[str, Sequence[str]]:
    """Return what is wrong beside the other rows."""
    others = Customer.objects.all()
    if customer_id is not None:
        others = others.exclude(pk=customer_id)
    errors: dict[str, Sequence[str]] = {}
    values: Mapping[str, Any] = draft.values
    if "email" in values and (
        others.alias(lower=Lower("email")).filter(lower=Lower(Value(values["email"]))).exists()
    ):
        errors["email"] = ["customer with this email already exists."]
    if "national_id" in values and others.filter(national_id=values["national_id"]).exists():
        errors["national_id"] = ["customer with this national id already exists."]
    for name, model in REFERENCES.items():
        if name in values and not QuerySet(model).filter(pk=values[name]).exists():
            errors[name] = [f'Invalid pk "{values[name]}" - object does not exist.']
    return errors
