"""FastAPI with asyncpg, pydantic and uvicorn."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

PAGE_SIZE = 20
CUSTOMER = Path(__file__).with_name("customer.sql").read_text()
PAGE = f"{CUSTOMER} WHERE customer.id > $1 ORDER BY customer.id LIMIT {PAGE_SIZE}"
DETAIL = f"{CUSTOMER} WHERE customer.id = $1"


class City(BaseModel):
    """A city."""

    id: int
    name: str
    country: str


class Company(BaseModel):
    """A company."""

    id: int
    name: str
    industry: str


class Customer(BaseModel):
    """A customer."""

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


class CustomerPage(BaseModel):
    """A page of customers."""

    next: str | None
    results: list[Customer]


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
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


application = FastAPI(lifespan=lifespan)


@application.get("/customers")
async def list_customers(request: Request, after: int = 0) -> CustomerPage:
    """Return the page after an id."""
    rows = await request.app.state.pool.fetch(PAGE, after)
    customers = [_customer(row) for row in rows]
    following = f"/customers?after={customers[-1].id}" if len(rows) == PAGE_SIZE else None
    return CustomerPage(next=following, results=customers)


@application.get("/customers/{customer_id}")
async def get_customer(request: Request, customer_id: int) -> Customer:
    """Return a customer."""
    row = await request.app.state.pool.fetchrow(DETAIL, customer_id)
    if row is None:
        raise HTTPException(404, "No Customer matches the given query.")
    return _customer(row)


def _customer(row: Any) -> Customer:
    city = City(id=row["city_id"], name=row["city_name"], country=row["country"])
    company = Company(id=row["company_id"], name=row["company_name"], industry=row["industry"])
    return Customer(**row, city=city, company=company)
