"""The plain counterpart of the cache: none."""

from __future__ import annotations


class NothingToInvalidate:
    """Implements Invalidation where nothing is kept."""

    def customer_changed(self, customer_id: int) -> None:
        """See Invalidation."""

    def reference_changed(self) -> None:
        """See Invalidation."""
