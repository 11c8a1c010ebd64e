"""Reads of single entries through the cache, as its users do them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from optimized.customers.infrastructure.cache.generation_cache import (
    Address,
    GenerationCache,
    Lookup,
)

HERE = Address("entry", "generation:here")
THERE = Address("other", "generation:there")


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, and whether it came from the cache."""

    value: Any
    hit: bool


def get(cache: GenerationCache, compute: Callable[[], Any], address: Address = HERE) -> Answer:
    """Return the entry at `address`, or what `compute` returns, which is kept."""
    found = cache.claim(address)
    if isinstance(found, Lookup):
        return Answer(found.values[address.key], hit=True)
    if found is None:
        return Answer(compute(), hit=False)
    with cache.computing(found):
        value = compute()
    cache.keep(found.lookup, [(address, value)])
    return Answer(value, hit=False)


def numbers() -> Callable[[], int]:
    """Return a computation that returns 1, then 2, and so on."""
    return count(1).__next__


def is_kept(cache: GenerationCache) -> bool:
    """Return whether what is computed now is found again."""
    compute = numbers()
    get(cache, compute)
    return get(cache, compute).hit
