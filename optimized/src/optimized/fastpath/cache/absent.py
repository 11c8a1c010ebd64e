"""The plain counterpart of the cache: none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from optimized.fastpath.ports import Response


class NothingKept:
    """Implements Responses."""

    async def get(self, _address: str, compute: Callable[[], Awaitable[Response]]) -> Response:
        """See Responses."""
        return await compute()
