"""The two kinds of reads: a page of a list, and a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from optimized.customers.application.errors import NotFoundError
from optimized.customers.domain.customer import MAX_ID
from optimized.customers.domain.position import After, Before, Position, Start
from optimized.customers.infrastructure.cache.keys import digest
from optimized.customers.interface import cursors
from optimized.fastpath.cache.entry_cache import Address, EntryCache, Found
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.postgresql.statement import Record
from optimized.fastpath.probes import ID, VALUE
from optimized.fastpath.queries import ListQuery, QueryParser
from optimized.fastpath.request import FastRequest
from optimized.fastpath.sources import Source
from optimized.fastpath.statements import Statements

NO_ROW = b""  # kept for an id that does not exist, so that asking again costs no statement


class View(Protocol):
    """Answers the requests to one path with JSON."""

    async def __call__(self, request: FastRequest, row_id: int | None) -> Found:
        """Return the body, and whether the cache had it. Raises what the base's view raises."""


class ListView:
    """Pages of a list. Whole responses are kept, because pages and rows cost more of Redis."""

    def __init__(
        self, source: Source, operation: Any, database: ConnectionPool, cache: EntryCache
    ) -> None:
        self._source = source
        self._parser = QueryParser(operation)
        self._statements = Statements(source)
        self._database = database
        self._cache = cache

    async def __call__(self, request: FastRequest, row_id: int | None) -> Found:  # noqa: ARG002
        """See View."""
        address = f"{request.address}?{request.query}"  # absolute, because links are
        entry = Address(f"fast:list:{digest(address)}", self._source.list_generation)
        return await self._cache.get(entry, partial(self._read, request))

    async def _read(self, request: FastRequest) -> bytes:
        query = self._parser.parse(request.query)
        cursor = query.cursor
        position = cursors.decode(cursor, query.ordering) if cursor else Start()
        records = await self._fetch(query, position)
        more = len(records) > query.size
        records = records[: query.size]
        if isinstance(position, Before):
            records.reverse()
        return b'{"next":%s,"previous":%s,"results":[%s]}' % (
            query.link(request.address, _next(records, position, more=more)),
            query.link(request.address, _previous(records, position, more=more)),
            b",".join([row for _, _, row in records]),
        )

    async def _fetch(self, query: ListQuery, position: Position) -> list[Record]:
        # one row more than the page, to know whether there is a further page
        kind: Any = type(position)
        limit = query.size + 1
        statement = self._statements.page(query.shape, query.ordering, kind, limit)
        if statement is None:
            return []
        values = query.values
        if isinstance(position, After | Before):
            values = {**values, ID: str(position.id), VALUE: position.value}
        return await self._database.fetch(statement, statement.values(values))


class RowView:
    """Single rows."""

    def __init__(self, source: Source, database: ConnectionPool, cache: EntryCache) -> None:
        self._source = source
        self._statement = Statements(source).row()
        self._database = database
        self._cache = cache

    async def __call__(self, request: FastRequest, row_id: int | None) -> Found:  # noqa: ARG002
        """See View."""
        if row_id is None or row_id > MAX_ID:
            raise NotFoundError(self._source.name)
        key = f"fast:{self._source.name}:{row_id}"
        entry = Address(key, self._source.row_generation(row_id))
        # PostgreSQL reads a row in the time that Redis takes for a lock
        found = await self._cache.get(entry, partial(self._read, row_id), alone=False)
        if found.value == NO_ROW:
            raise NotFoundError(self._source.name)
        return found

    async def _read(self, row_id: int) -> bytes:
        values = self._statement.values({ID: str(row_id)})
        records = await self._database.fetch(self._statement, values)
        return records[0][2] if records else NO_ROW


def _next(records: Sequence[Record], position: Position, *, more: bool) -> Position | None:
    if not more and not isinstance(position, Before):
        return None
    return After(*_key(records[-1])) if records else Start()


def _previous(records: Sequence[Record], position: Position, *, more: bool) -> Position | None:
    if not records or isinstance(position, Start) or (isinstance(position, Before) and not more):
        return None
    return Before(*_key(records[0]))


def _key(record: Record) -> tuple[str, int]:
    return record[1].decode(), int(record[0])
