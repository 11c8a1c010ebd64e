"""Reading single rows."""

from __future__ import annotations

from dataclasses import dataclass

from optimized.customers.application.errors import NotFoundError
from optimized.fastpath.ports import CustomerReader, ReferenceReader

MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A row, and whether a cache had it."""

    row: bytes
    hit: bool


async def show(kind: str, row_id: int, reader: CustomerReader | ReferenceReader) -> Shown:
    """Return a row of a kind. Raises NotFoundError and UnavailableError."""
    found = await reader.rows([row_id]) if row_id <= MAX_ID else None
    if found is None or row_id not in found.by_id:
        raise NotFoundError(kind)
    return Shown(found.by_id[row_id], found.hit)
