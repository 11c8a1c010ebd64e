"""FastAPI with asyncpg, pydantic and uvicorn: rows as typed values, or as PostgreSQL's JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from database import DETAIL, JSON_DETAIL, JSON_PAGE, PAGE, PAGE_SIZE, create_pool, json_page
from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel


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
    application.state.pool = create_pool()
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


@application.get("/json/customers")
async def list_json(request: Request, after: int = 0) -> Response:
    """Return the page after an id as PostgreSQL wrote it."""
    return _json(json_page(await request.app.state.pool.fetch(JSON_PAGE, after)))


@application.get("/json/customers/{customer_id}")
async def get_json(request: Request, customer_id: int) -> Response:
    """Return a customer as PostgreSQL wrote it."""
    row = await request.app.state.pool.fetchrow(JSON_DETAIL, customer_id)
    if row is None:
        raise HTTPException(404, "No Customer matches the given query.")
    return _json(row[1])


def _json(content: str | bytes) -> Response:
    return Response(content, media_type="application/json")


def _customer(row: Any) -> Customer:
    city = City(id=row["city_id"], name=row["city_name"], country=row["country"])
    company = Company(id=row["company_id"], name=row["company_name"], industry=row["industry"])
    return Customer(**row, city=city, company=company)
