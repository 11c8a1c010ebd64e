"""The plain counterpart of the cache: none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from optimized.customers.application.ports import Response


class NothingToInvalidate:
    """Implements Invalidation where nothing is kept."""

    def customer_changed(self, customer_id: int) -> None:
        """See Invalidation."""

    def reference_changed(self) -> None:
        """See Invalidation."""


class NothingKept:
    """Implements Responses."""

    async def get(self, _address: str, compute: Callable[[], Awaitable[Response]]) -> Response:
        """See Responses."""
        return await compute()
