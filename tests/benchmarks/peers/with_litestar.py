"""Litestar with asyncpg, msgspec and uvicorn."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
from litestar import Litestar, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from msgspec import Struct

PAGE_SIZE = 20
CUSTOMER = Path(__file__).with_name("customer.sql").read_text()
PAGE = f"{CUSTOMER} WHERE customer.id > $1 ORDER BY customer.id LIMIT {PAGE_SIZE}"
DETAIL = f"{CUSTOMER} WHERE customer.id = $1"


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


@get("/customers")
async def list_customers(state: State, after: int = 0) -> CustomerPage:
    """Return the page after an id."""
    rows = await state.pool.fetch(PAGE, after)
    customers = [_customer(row) for row in rows]
    following = f"/customers?after={customers[-1].id}" if len(rows) == PAGE_SIZE else None
    return CustomerPage(following, customers)


@get("/customers/{customer_id:int}")
async def get_customer(state: State, customer_id: int) -> Customer:
    """Return a customer."""
    row = await state.pool.fetchrow(DETAIL, customer_id)
    if row is None:
        raise NotFoundException("No Customer matches the given query.")
    return _customer(row)


def _customer(row: Any) -> Customer:
    fields = (*row[:11], City(*row[11:14]), Company(*row[14:]))
    return Customer(*fields)


@asynccontextmanager
async def lifespan(application: Litestar) -> AsyncIterator[None]:
    """Keep the pool open."""
    size = int(os.environ["DATABASE_CONNECTIONS"])
    application.state.pool = asyncpg.create_pool(
        host=os.environ["DATABASE_HOST"],
        user=os.environ["DATABASE_USER"],
        database=os.environ["DATABASE_NAME"],
        min_size=size,
        max_size=size,
    )
    async with application.state.pool:
        yield


application = Litestar([list_customers, get_customer], lifespan=[lifespan])
