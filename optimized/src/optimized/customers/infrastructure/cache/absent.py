"""The plain counterpart of the cache: none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from optimized.customers.application.ports import Response


def _nothing() -> None:
    """Take note of a commit."""


class NothingToInvalidate:
    """Implements Invalidation where nothing is kept."""

    def customer_changes(self, _customer_id: int) -> Callable[[], None]:
        """See Invalidation."""
        return _nothing

    def reference_changes(self) -> Callable[[], None]:
        """See Invalidation."""
        return _nothing


class NothingKept:
    """Implements Responses."""

    async def get(self, _address: str, compute: Callable[[], Awaitable[Response]]) -> Response:
        """See Responses."""
        return await compute()
