"""Whole responses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from optimized.customers.infrastructure.cache import keys
from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.entries import Address, Computed
from optimized.fastpath.ports import Response


class CachedResponses:
    """Implements Responses; what changes `generation` outdates them."""

    def __init__(self, cache: Cache, generation: str) -> None:
        self._cache = cache
        self._generation = generation

    async def get(self, address: str, compute: Callable[[], Awaitable[Response]]) -> Response:
        """See Responses."""
        pages_hit = False

        async def body() -> Computed:
            nonlocal pages_hit
            response = await compute()
            pages_hit = response.hit
            return Computed(response.body)

        entry = Address(keys.response(address), self._generation)
        found = await self._cache.get(entry, body)
        return Response(found.value, found.hit or pages_hit)
