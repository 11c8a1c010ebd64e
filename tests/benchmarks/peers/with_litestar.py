"""Litestar with asyncpg, msgspec and uvicorn or granian: typed values, or PostgreSQL's JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from database import DETAIL, JSON_DETAIL, JSON_PAGE, PAGE, create_pool, json_page
from litestar import Litestar, MediaType, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from structs import Customer, CustomerPage, customer, page


@get("/customers")
async def list_customers(state: State, after: int = 0) -> CustomerPage:
    """Return the page after an id."""
    return page(await state.pool.fetch(PAGE, after))


@get("/customers/{customer_id:int}")
async def get_customer(state: State, customer_id: int) -> Customer:
    """Return a customer."""
    row = await state.pool.fetchrow(DETAIL, customer_id)
    if row is None:
        raise NotFoundException("No Customer matches the given query.")
    return customer(row)


@get("/json/customers", media_type=MediaType.JSON)
async def list_json(state: State, after: int = 0) -> bytes:
    """Return the page after an id as PostgreSQL wrote it."""
    return json_page(await state.pool.fetch(JSON_PAGE, after))


@get("/json/customers/{customer_id:int}", media_type=MediaType.JSON)
async def get_json(state: State, customer_id: int) -> bytes:
    """Return a customer as PostgreSQL wrote it."""
    row = await state.pool.fetchrow(JSON_DETAIL, customer_id)
    if row is None:
        raise NotFoundException("No Customer matches the given query.")
    return row[1].encode()


@asynccontextmanager
async def lifespan(application: Litestar) -> AsyncIterator[None]:
    """Keep the pool open."""
    application.state.pool = create_pool()
    async with application.state.pool:
        yield


handlers = [list_customers, get_customer, list_json, get_json]
application = Litestar(handlers, lifespan=[lifespan])
