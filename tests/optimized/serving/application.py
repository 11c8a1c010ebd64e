"""The whole application in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from django.core.asgi import get_asgi_application
from kink import di

from optimized.api import CONTROLLERS, PREFIX, api
from optimized.composition import Composition
from optimized.fastpath.handler import Application, DirectHandler
from optimized.fastpath.lifetime import Lifetime
from optimized.fastpath.table import Table
from optimized.optimizations import ALL


def client(application: Application) -> httpx.AsyncClient:
    """Return a client of an ASGI application."""
    transport = httpx.ASGITransport(application)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


@asynccontextmanager
async def serving(optimizations: frozenset[str] = ALL) -> AsyncIterator[DirectHandler]:
    """Have the application with what it needs open."""
    Composition(optimizations).fill(di)
    lifetime = di[Lifetime]
    await lifetime.begin()
    yield DirectHandler(Table(PREFIX, CONTROLLERS), api, get_asgi_application())
    await lifetime.end()
