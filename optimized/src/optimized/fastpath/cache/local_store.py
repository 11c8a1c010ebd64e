"""Django's own cache as the store: for development, in one process, without Redis."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache.backends.base import BaseCache


class LocalStore:
    """Implements Store on a `LocMemCache`, which never fails and never waits."""

    def __init__(self, cache: BaseCache) -> None:
        self._cache = cache

    async def open(self) -> None:
        """See Store."""

    async def close(self) -> None:
        """See Store."""

    def wake(self) -> None:
        """See Store. Nothing opens the circuit here."""

    async def fetch(self, keys: Sequence[str]) -> list[bytes | None]:
        """See Store."""
        values = self._cache.get_many(keys)
        return [values.get(key) for key in keys]

    async def add(self, key: str, value: str, milliseconds: int | None = None) -> bool:
        """See Store."""
        seconds = None if milliseconds is None else milliseconds / 1000
        return self._cache.add(key, value.encode(), timeout=seconds)

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        """See Store."""
        self._cache.set(key, value, timeout=milliseconds / 1000)

    def drop(self, key: str) -> None:
        """See Store."""
        self._cache.delete(key)
