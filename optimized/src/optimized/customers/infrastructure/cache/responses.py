"""Whole responses, kept until a city or company changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from optimized.customers.infrastructure.cache.generation_cache import (
    Address,
    Claim,
    GenerationCache,
    Lookup,
)
from optimized.customers.infrastructure.cache.keys import EPOCH, digest


@dataclass(frozen=True, slots=True)
class Missing:
    """A response to compute and where to keep it."""

    address: Address
    claim: Claim


class CachedResponses:
    """Implements ResponseCache of the interface layer."""

    def __init__(self, cache: GenerationCache) -> None:
        self._cache: Final = cache

    def find(self, key: str) -> tuple[Any, Missing | None]:
        """See ResponseCache. Of all who miss a response at once, one is told so first."""
        address = Address(f"view:{digest(key)}", EPOCH)
        found = self._cache.claim(address)
        if isinstance(found, Lookup):
            return found.values[address.key], None
        return None, Missing(address, found) if found else None

    def store(self, claim: Missing | None, value: Any) -> None:
        """See ResponseCache."""
        if claim is None:
            return
        if value is None:
            self._cache.release(claim.claim)
        else:
            self._cache.keep(claim.claim.lookup, [(claim.address, value)])
