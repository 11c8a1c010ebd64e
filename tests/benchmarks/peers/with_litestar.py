"""Litestar with asyncpg, msgspec and uvicorn or granian."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from database import DETAIL, PAGE, create_pool
from litestar import Litestar, get
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


@asynccontextmanager
async def lifespan(application: Litestar) -> AsyncIterator[None]:
    """Keep the pool open."""
    application.state.pool = create_pool()
    async with application.state.pool:
        yield


application = Litestar([list_customers, get_customer], lifespan=[lifespan])
