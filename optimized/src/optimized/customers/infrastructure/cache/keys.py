"""What entries and generations are called, for the asynchronous and the synchronous side alike."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

EPOCH: Final = "generation:epoch"
"""The generation of every entry: changed when a city or company is renamed, and by bulk loads."""

PAGES: Final = "generation:pages"
"""The generation of every list of customers: any write may move a row into or out of any page."""

# A write outdates one row in this many, and the generations take 400 kB of Redis at most.
_BUCKETS = 4096


def row_generation(customer_id: int) -> str:
    """Return the generation of a customer's row, shared with the rows of its bucket."""
    return f"generation:rows:{customer_id % _BUCKETS}"


def row(kind: str, row_id: int) -> str:
    """Return the key of a row's JSON."""
    return f"row:{kind}:{row_id}"


def page(kind: str, query: object) -> str:
    """Return the key of a page: of fixed length, whatever `repr(query)` says."""
    return f"page:{kind}:{_digest(repr(query))}"


def response(url: str) -> str:
    """Return the key of a whole response; `url` is absolute, since it holds absolute links."""
    return f"response:{_digest(url)}"


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def lock(key: str) -> str:
    """Return the key whose holder computes the entry of `key`."""
    return f"lock:{key}"


def as_written(key: str, _prefix: str, _version: int) -> str:
    """Return `key` itself: the KEY_FUNCTION of Django's cache, so that both sides share keys."""
    return key
