"""The contract as msgspec's structs, for the frameworks that take them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from database import PAGE_SIZE
from msgspec import Struct


class City(Struct):
    """A city."""

    id: int
    name: str
    country: str


class Company(Struct):
    """A company."""

    id: int
    name: str
    industry: str


class Customer(Struct):
    """A customer, its fields in the query's order."""

    id: int
    first_name: str
    last_name: str
    email: str
    phone: str
    national_id: str
    birth_date: date
    is_active: bool
    balance: Decimal
    created_at: datetime
    updated_at: datetime
    city: City
    company: Company


class CustomerPage(Struct):
    """A page of customers."""

    next: str | None
    results: list[Customer]


def customer(row: Any) -> Customer:
    """Return the customer in a row."""
    fields = (*row[:11], City(*row[11:14]), Company(*row[14:]))
    return Customer(*fields)


def page(rows: list[Any]) -> CustomerPage:
    """Return the page of these rows."""
    customers = [customer(row) for row in rows]
    following = f"/customers?after={customers[-1].id}" if len(rows) == PAGE_SIZE else None
    return CustomerPage(following, customers)
