"""Generations: random values that are never used twice."""

from __future__ import annotations

from collections.abc import Sequence

from optimized.customers.infrastructure.cache.keys import new_generation
from optimized.fastpath.cache.store import Store


async def begin(
    store: Store, names: Sequence[str], values: Sequence[bytes | None]
) -> list[bytes | None]:
    """Make the generations whose value is None and return all as they stand then.

    One that a writer deletes in between is missing still. Raises StoreError.
    """
    adding = [
        store.add(name, str(new_generation()))
        for name, value in zip(names, values, strict=True)
        if value is None
    ]
    fetching = store.fetch(names)
    for added in adding:
        await added
    return await fetching
