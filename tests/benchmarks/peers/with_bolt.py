"""django-bolt: a Rust server, msgspec, and asyncpg in place of the ORM. manage.py runs it."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from database import DETAIL, JSON_DETAIL, JSON_PAGE, PAGE, create_pool, json_page
from django_bolt import BoltAPI, Response
from django_bolt.exceptions import NotFound
from structs import Customer, CustomerPage, customer, page

api = BoltAPI()


@cache
def _opening() -> asyncio.Task[Any]:
    """Open the pool in the event loop of the handlers; a lifespan of django-bolt has another."""

    async def opened() -> Any:
        return await create_pool()

    return asyncio.create_task(opened())


async def pool() -> Any:
    """Return the pool of this process."""
    return await _opening()


@api.get("/customers")
async def list_customers(after: int = 0) -> CustomerPage:
    """Return the page after an id."""
    return page(await (await pool()).fetch(PAGE, after))


@api.get("/customers/{customer_id}")
async def get_customer(customer_id: int) -> Customer:
    """Return a customer."""
    row = await (await pool()).fetchrow(DETAIL, customer_id)
    if row is None:
        raise NotFound(detail="No Customer matches the given query.")
    return customer(row)


@api.get("/json/customers")
async def list_json(after: int = 0) -> Response:
    """Return the page after an id as PostgreSQL wrote it."""
    return Response(json_page(await (await pool()).fetch(JSON_PAGE, after)))


@api.get("/json/customers/{customer_id}")
async def get_json(customer_id: int) -> Response:
    """Return a customer as PostgreSQL wrote it."""
    row = await (await pool()).fetchrow(JSON_DETAIL, customer_id)
    if row is None:
        raise NotFound(detail="No Customer matches the given query.")
    return Response(row[1].encode())
