"""The plain counterpart of the cache: none."""

from __future__ import annotations

from collections.abc import Callable


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
