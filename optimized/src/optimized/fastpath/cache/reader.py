"""Readers that look into the cache first."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from optimized.customers.domain.position import After, Before, Start
from optimized.customers.infrastructure.cache import keys
from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.entries import Address, Computed
from optimized.fastpath.ports import Page, Rows
from optimized.fastpath.query import Number, Position

_POSITIONS: dict[str, Callable[..., Position]] = {
    kind.__name__: kind for kind in (Start, After, Before, Number)
}
_NO_ROW = b""  # kept for an id that does not exist, so that asking for it again costs no SQL

Query_contra = TypeVar("Query_contra", contravariant=True)


class Reader(Protocol[Query_contra]):
    """A CustomerReader or a ReferenceReader."""

    async def page(self, query: Query_contra) -> Page:
        """See there."""

    async def rows(self, ids: Sequence[int]) -> Rows:
        """See there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is read: its `name` in keys, and the generations of its pages and of each row."""

    name: str
    pages: str
    row: Callable[[int], str]


CUSTOMERS = Kind("customer", keys.PAGES, keys.row_generation)
CITIES = Kind("city", keys.EPOCH, lambda _id: keys.EPOCH)
COMPANIES = Kind("company", keys.EPOCH, lambda _id: keys.EPOCH)


class CachedReader(Reader[Query_contra]):
    """Keeps a page as the ids of its rows, and each row once, however many pages show it."""

    def __init__(self, reader: Reader[Query_contra], cache: Cache, kind: Kind) -> None:
        """Read from `reader` what is not in `cache`."""
        self._reader = reader
        self._cache = cache
        self._kind = kind

    async def page(self, query: Query_contra) -> Page:
        """See CustomerReader; `query` is the key, by its repr."""
        read: Page | None = None

        async def compute() -> Computed:
            nonlocal read
            read = await self._reader.page(query)
            rows = zip(read.ids, read.rows, strict=True)
            return Computed(_encode(read), [(self._row(each), row) for each, row in rows])

        address = Address(keys.page(self._kind.name, query), self._kind.pages)
        # whole responses are computed by one of all who ask, and so are the pages in them
        found = await self._cache.get(address, compute, alone=False)
        if read:
            return read
        page = _decode(found.value)
        rows = await self.rows(page.ids)
        # A row that is gone by now was deleted while this was read.
        ids = [each for each in page.ids if each in rows.by_id]
        return dataclasses.replace(
            page, ids=ids, rows=[rows.by_id[each] for each in ids], hit=found.hit and rows.hit
        )

    async def rows(self, ids: Sequence[int]) -> Rows:
        """See CustomerReader."""
        if len(ids) == 1:
            return await self._one_row(ids[0])

        async def compute(missing: Sequence[int]) -> Sequence[bytes]:
            rows = await self._reader.rows([ids[index] for index in missing])
            return [rows.by_id.get(ids[index], _NO_ROW) for index in missing]

        values, hit = await self._cache.get_many([self._row(each) for each in ids], compute)
        by_id = {each: value for each, value in zip(ids, values, strict=True) if value}
        return Rows(by_id, hit)

    async def _one_row(self, row_id: int) -> Rows:
        async def compute() -> Computed:
            rows = await self._reader.rows([row_id])
            return Computed(rows.by_id.get(row_id, _NO_ROW))

        found = await self._cache.get(self._row(row_id), compute)
        return Rows({row_id: found.value} if found.value else {}, found.hit)

    def _row(self, row_id: int) -> Address:
        return Address(keys.row(self._kind.name, row_id), self._kind.row(row_id))


def _encode(page: Page) -> bytes:
    ends = [
        position and [type(position).__name__, *dataclasses.astuple(position)]
        for position in (page.next, page.previous)
    ]
    return json.dumps([page.ids, *ends, page.count]).encode()


def _decode(value: bytes) -> Page:
    ids, following, preceding, count = json.loads(value)
    return Page(ids, (), _position(following), _position(preceding), count)


def _position(values: Sequence[Any] | None) -> Position | None:
    return _POSITIONS[values[0]](*values[1:]) if values else None
