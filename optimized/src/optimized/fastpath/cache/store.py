"""What the cache asks of the place that keeps its entries."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Protocol


class StoreError(Exception):
    """The store is away, did not answer in time, or refused."""


class Store(Protocol):
    """Bytes by key. Calls are carried out in order, whether or not they are awaited.

    All methods raise StoreError, at once or when awaited.
    """

    async def open(self) -> None:
        """Get ready in this process; a store that is away is tried again from then on."""

    async def close(self) -> None:
        """Let go of what `open` took."""

    def wake(self) -> None:
        """Change the epoch and close the circuit, in the background; called while it is open."""

    def fetch(self, keys: Sequence[str]) -> Awaitable[list[bytes | None]]:
        """Return the values of `keys` at one instant, None for what is missing."""

    def add(self, key: str, value: str, milliseconds: int | None = None) -> Awaitable[object]:
        """Set `key` unless it exists; return something true if it was set.

        `milliseconds`: how long it lives; None: until it is evicted.
        """

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        """Set `key` without waiting. A refusal is of no interest: the entry is missing then."""

    def drop(self, key: str) -> None:
        """Delete `key` without waiting."""
