"""The reading ports on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from optimized.customers.domain.ordering import Ordering
from optimized.fastpath.ports import Page, Rows
from optimized.fastpath.postgresql.database import Database
from optimized.fastpath.query import CustomerQuery, ReferenceQuery
from optimized.fastpath.reading import filters
from optimized.fastpath.reading.listing import Listing, Shape
from optimized.fastpath.reading.matching import Everything, Match, Search
from optimized.fastpath.reading.paging import Paging
from optimized.fastpath.reading.rendering import Rendering

EVERYTHING = Everything()
BY_ID = Ordering()


class RowReader:
    """Reads rows of one table by id."""

    def __init__(self, database: Database, listing: Listing, rendering: Rendering) -> None:
        self._database = database
        self._rendering = rendering
        self._by_id = listing.by_id()

    async def rows(self, ids: Sequence[int]) -> Rows:
        """Return rows by id. Raises UnavailableError."""
        array = f"{{{','.join(map(str, ids))}}}"
        records = await self._database.fetch(self._by_id, [array.encode()])
        rows = await self._rendering.finish(records)
        return Rows({int(record[0]): row for record, row in zip(records, rows, strict=True)})


class PostgresReferenceReader(RowReader):
    """Reads cities, or companies."""

    def __init__(
        self, database: Database, listing: Listing, rendering: Rendering, paging: Paging
    ) -> None:
        super().__init__(database, listing, rendering)
        self._paging = paging

    async def page(self, query: ReferenceQuery) -> Page:
        """Return a page by id. Raises PageNotFoundError and UnavailableError."""
        window = self._paging.window(BY_ID, query.size, query.position)
        shape = Shape((), EVERYTHING, window)
        return await self._paging.page(shape, {}, query.size, query.position)


class PostgresCustomerReader(RowReader):
    """Reads customers."""

    def __init__(
        self,
        database: Database,
        listing: Listing,
        rendering: Rendering,
        paging: Paging,
        search: Search,
    ) -> None:
        super().__init__(database, listing, rendering)
        self._paging = paging
        self._search = search

    async def page(self, query: CustomerQuery) -> Page:
        """Return a page. Raises PageNotFoundError and UnavailableError."""
        window = self._paging.window(query.ordering, query.size, query.position)
        match: Match = EVERYTHING
        found: filters.Values = {}
        if query.search:
            match, found = self._search.match(query.search, window)
        filtered = filters.values(query.filters)
        shape = Shape(tuple(filtered), match, window)
        return await self._paging.page(shape, filtered | found, query.size, query.position)
