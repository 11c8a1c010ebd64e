"""The customer repository on Django's ORM, so that signals see every write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Lower

from optimized.customers.application.errors import NotFoundError, RejectedError, UnavailableError
from optimized.customers.application.ports import Draft, Found
from optimized.customers.domain import customer as domain
from optimized.customers.infrastructure.cache.rows import CustomerCache
from optimized.customers.infrastructure.models import City, Company, Customer

REFERENCES: dict[str, type[Model]] = {"city_id": City, "company_id": Company}


class OrmCustomerRepository:
    """Implements CustomerRepository."""

    def __init__(self, cache: CustomerCache) -> None:
        self._cache = cache

    def get(self, customer_id: int) -> Found:
        """See CustomerRepository."""
        with _available():
            row, hit = self._cache.one(customer_id, lambda: _read(customer_id))
            if row is None:
                raise NotFoundError("Customer")
            return Found(to_domain(row), hit)

    def create(self, draft: Draft) -> domain.Customer:
        """See CustomerRepository."""
        return self._save(None, draft)

    def update(self, customer_id: int, draft: Draft) -> domain.Customer:
        """See CustomerRepository."""
        return self._save(customer_id, draft)

    def delete(self, customer_id: int) -> None:
        """See CustomerRepository."""
        with _available(), transaction.atomic():
            _locked(customer_id).delete()

    def _save(self, customer_id: int | None, draft: Draft) -> domain.Customer:
        with _available():
            try:
                with transaction.atomic():
                    return _write(customer_id, draft)
            except (IntegrityError, DataError):  # the latter for a foreign key beyond bigint
                # Looked for only now: nearly no write clashes, and asking before takes four
                # statements.
                if clashes := _clashes(customer_id, draft):
                    raise RejectedError(clashes) from None
                raise UnavailableError("the row that the write clashed with is gone") from None


@contextmanager
def _available() -> Iterator[None]:
    """Raise UnavailableError where the database is away, busy, or took too long."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise UnavailableError(str(error)) from error


def to_domain(row: Customer) -> domain.Customer:
    """Return the values of a row; reads its city and company where they are not joined."""
    return domain.Customer(
        id=row.pk,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        phone=row.phone,
        national_id=row.national_id,
        birth_date=row.birth_date,
        is_active=row.is_active,
        balance=row.balance,
        created_at=row.created_at,
        updated_at=row.updated_at,
        city=domain.City(row.city.pk, row.city.name, row.city.country),
        company=domain.Company(row.company.pk, row.company.name, row.company.industry),
    )


def read_rows(ids: Sequence[int]) -> Iterable[Customer]:
    """Return customers by primary key, as a list shows them."""
    rows: Iterable[Customer] = Customer.objects.listed().filter(pk__in=ids)
    return rows


def _read(customer_id: int) -> Customer | None:
    row: Customer | None = Customer.objects.listed().filter(pk=customer_id).first()
    return row


def _write(customer_id: int | None, draft: Draft) -> domain.Customer:
    """Save and read back in the caller's transaction: what is answered is what is committed."""
    row = Customer() if customer_id is None else _locked(customer_id)
    if draft.errors:
        raise RejectedError({**draft.errors, **_clashes(customer_id, draft)})
    if REFERENCES.keys() & draft.values.keys():
        _check_references_at_once()
    for name, value in draft.values.items():
        setattr(row, name, value)
    # Naming the columns spares PostgreSQL a new search vector where no word changes.
    row.save(update_fields=None if customer_id is None else [*draft.values, "updated_at"])
    return to_domain(Customer.objects.listed().get(pk=row.pk))


def _check_references_at_once() -> None:
    """Let a foreign key fail before the write is announced to readers, not at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _locked(customer_id: int) -> Customer:
    try:
        row: Customer = Customer.objects.select_for_update().only("pk").get(pk=customer_id)
    except Customer.DoesNotExist:
        raise NotFoundError("Customer") from None
    return row


def _clashes(customer_id: int | None, draft: Draft) -> Mapping[str, Sequence[str]]:
    """Return which values clash with other rows, or refer to none."""
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
