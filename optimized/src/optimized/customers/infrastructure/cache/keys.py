"""Names of entries and generations, in Redis and in Django's cache alike."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from typing import Final

EPOCH: Final = "generation:epoch"
"""Generation of every entry: changed when a city or company is renamed, and by bulk loads."""

PAGES: Final = "generation:pages"
"""Generation of every list of customers: any write may move a row into or out of any page."""

SERVER: Final = "generation:server"
"""Holds the run_id of the Redis process that the epoch belongs to: see new_server.lua."""

# A write outdates one row in this many, and the generations take 400 kB of Redis at most.
_BUCKETS = 4096


def row_generation(customer_id: int) -> str:
    """Return the generation of a customer's row, shared with the rows of its bucket."""
    return f"generation:rows:{customer_id % _BUCKETS}"


def digest(text: str) -> str:
    """Return a key of fixed length for `text`, which may contain lone surrogates."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def new_generation() -> int:
    """Return a value never used before: an integer, because django-redis stores those as is."""
    return secrets.randbits(63)


def as_written(key: str, _prefix: str, _version: int) -> str:
    """KEY_FUNCTION of Django's cache that returns `key` itself: the Lua scripts use the same."""
    return key
