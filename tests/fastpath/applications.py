"""The base and the fast path in this process, for the same requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from django.core.handlers.asgi import ASGIHandler

from optimized.composition import compose_asgi
from optimized.fastpath.installation import install
from optimized.platform.threads import Application

Answer = tuple[int, list[tuple[str, str]], bytes]


@dataclass(frozen=True, slots=True)
class Applications:
    """Clients of both applications, and the fast path itself."""

    base: httpx.AsyncClient
    fast: httpx.AsyncClient
    application: Application

    async def get(
        self, path: str, headers: dict[str, str], method: str = "GET"
    ) -> tuple[Answer, Answer]:
        """Return what both answer: the status, all headers, the bytes of the body."""
        return (
            _answer(await self.base.request(method, path, headers=headers)),
            _answer(await self.fast.request(method, path, headers=headers)),
        )


@asynccontextmanager
async def serving() -> AsyncIterator[Applications]:
    """Have both open."""
    base = compose_asgi(ASGIHandler())
    fast = install(base)
    async with await fast.open(), _client(base) as stock, _client(fast) as client:
        yield Applications(stock, client, fast)


def _client(application: Application) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def _answer(response: httpx.Response) -> Answer:
    return response.status_code, sorted(response.headers.multi_items()), response.content
