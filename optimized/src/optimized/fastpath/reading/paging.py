"""How a list is cut into pages."""

from __future__ import annotations

from typing import Protocol

from optimized.customers.application.errors import PageNotFoundError
from optimized.customers.domain.ordering import Ordering
from optimized.customers.domain.position import After, Before, Start
from optimized.fastpath.ports import Page
from optimized.fastpath.postgresql.database import Database, Record, Statement
from optimized.fastpath.query import Number, Position
from optimized.fastpath.reading.filters import Values
from optimized.fastpath.reading.listing import Listing, Shape
from optimized.fastpath.reading.rendering import Rendering
from optimized.fastpath.reading.window import Window
from optimized.fastpath.reading.window import values as position_values


class Paging(Protocol):
    """A way to page."""

    def window(self, ordering: Ordering, size: int, position: Position) -> Window:
        """Return what of the list is to be read for a page."""

    async def page(self, shape: Shape, values: Values, size: int, position: Position) -> Page:
        """Read the page. Raises PageNotFoundError and UnavailableError."""


class Keyset:
    """Begins where the page before ended: as fast on page 100,000 as on the first.

    One row more than the page is read, to know whether there is a further page.
    """

    def __init__(self, database: Database, listing: Listing, rendering: Rendering) -> None:
        self._database = database
        self._listing = listing
        self._rendering = rendering

    def window(self, ordering: Ordering, size: int, position: Position) -> Window:
        """Return a window with one row more than the page."""
        return Window(ordering, type(position), size + 1)

    async def page(self, shape: Shape, values: Values, size: int, position: Position) -> Page:
        """Read the page. Raises UnavailableError."""
        statement = self._listing.page(shape)
        values = values | position_values(position)
        records = await self._database.fetch(statement, [values[name] for name in statement.names])
        more = len(records) > size
        records = records[:size]
        if isinstance(position, Before):
            records.reverse()
        return Page(
            [int(record[0]) for record in records],
            await self._rendering.finish(records),
            next=_next(records, position, more=more),
            previous=_previous(records, position, more=more),
        )


def _next(records: list[Record], position: Position, *, more: bool) -> Position | None:
    if not more and not isinstance(position, Before):
        return None
    return After(*_key(records[-1])) if records else Start()


def _previous(records: list[Record], position: Position, *, more: bool) -> Position | None:
    if isinstance(position, Start) or (isinstance(position, Before) and not more):
        return None
    if records:
        return Before(*_key(records[0]))
    return None


def _key(record: Record) -> tuple[str, int]:
    return record[1].decode(), int(record[0])


class Numbered:
    """The plain counterpart: counts all rows, and reads all before the page."""

    def __init__(self, database: Database, listing: Listing, rendering: Rendering) -> None:
        self._database = database
        self._listing = listing
        self._rendering = rendering

    def window(self, ordering: Ordering, size: int, position: Position) -> Window:  # noqa: ARG002
        """Return a window as large as the page."""
        return Window(ordering, Number, size)

    async def page(self, shape: Shape, values: Values, size: int, position: Position) -> Page:
        """Read the page. Raises PageNotFoundError and UnavailableError."""
        number = position.number if isinstance(position, Number) else 1
        ((text,),) = await self._run(self._listing.count(shape), values)
        count = int(text)
        if number > max(1, -(-count // size)):
            raise PageNotFoundError("Invalid page.")
        values = values | {"offset": b"%d" % ((number - 1) * size)}
        records = await self._run(self._listing.numbered(shape), values)
        return Page(
            [int(record[0]) for record in records],
            await self._rendering.finish(records),
            next=Number(number + 1) if number * size < count else None,
            previous=Number(number - 1) if number > 1 else None,
            count=count,
        )

    async def _run(self, statement: Statement, values: Values) -> list[Record]:
        return await self._database.fetch(statement, [values[name] for name in statement.names])
