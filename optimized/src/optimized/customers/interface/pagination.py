"""Pages of lists, by cursor or by number: what the `cursor` optimization switches."""

from __future__ import annotations

import re
from abc import abstractmethod
from functools import partial
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Schema
from ninja.pagination import AsyncPaginationBase
from pydantic import BaseModel, BeforeValidator, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from optimized.customers.application.errors import PageNotFoundError, RejectedError
from optimized.customers.domain.ordering import Ordering
from optimized.customers.domain.position import Before, Position, Start, neighbours
from optimized.customers.infrastructure.querysets import PagedQuerySet
from optimized.customers.interface import cursors
from optimized.customers.interface.filters import CustomerFilters
from optimized.platform.threads import run

DEFAULT_SIZE = 20
MAX_SIZE = 100
BY_ID = Ordering()
_NUMBER = re.compile(r"\s*\+?([0-9]{1,18})\s*")

Rows = PagedQuerySet[Any]


def _size(text: str) -> int:
    """Return the number of rows of a page: capped, or the default for what is no number."""
    try:
        size = int(text)
    except ValueError:
        return DEFAULT_SIZE
    return min(size, MAX_SIZE) if size > 0 else DEFAULT_SIZE


class Sized(Schema):
    """The query parameter that both kinds of pages share."""

    page_size: Annotated[int, BeforeValidator(_size)] = DEFAULT_SIZE


class Pagination(AsyncPaginationBase):
    """Makes a page of the rows of a queryset, in the thread that runs the queries."""

    parameter: ClassVar[str]
    foreign: ClassVar[str]  # the parameter of the other kind of list
    refusal: ClassVar[str]

    def __init__(self, *, page: type[BaseModel], **options: Any) -> None:
        """Make pages of the schema `page`."""
        super().__init__(**options)
        self._page = page

    async def apaginate_queryset(  # type: ignore[override] # lists here are no other querysets
        self, queryset: Rows, pagination: Any, request: HttpRequest, **parameters: Any
    ) -> BaseModel:
        """Return a page. Raises PageNotFoundError, RejectedError, OperationalError."""
        return await run(
            partial(self.paginate_queryset, queryset, pagination, request, **parameters)
        )

    def paginate_queryset(  # type: ignore[override]
        self,
        queryset: Rows,
        pagination: Any,
        request: HttpRequest,
        filters: CustomerFilters | None = None,
        **_: Any,
    ) -> BaseModel:
        """Return a page. Raises PageNotFoundError, RejectedError, OperationalError."""
        if self.foreign in request.GET:
            raise RejectedError({self.foreign: [self.refusal]})
        values = self._values(queryset, pagination, request, filters)
        return self._page.model_validate(values)

    @abstractmethod
    def _values(
        self, rows: Rows, pagination: Any, request: HttpRequest, filters: CustomerFilters | None
    ) -> dict[str, Any]:
        """Return the values of the page."""

    def _link(self, request: HttpRequest, page: str | None) -> str:
        """Return the address of the request with another page; None is the first one."""
        rest = {name: request.GET[name] for name in sorted(request.GET) if name != self.parameter}
        query = urlencode({self.parameter: page, **rest} if page else rest)
        address = request.build_absolute_uri(request.path)
        return f"{address}?{query}" if query else address


class CursorPagination(Pagination):
    """`cursor` says where the page before ended, so that no row is counted or skipped.

    One row more than the page is read, to know whether there is a further page.
    """

    parameter = "cursor"
    foreign = "page"
    refusal = "This list is paged by cursor: follow `next`."

    class Input(Sized):
        """The query parameters of a page."""

        cursor: str | SkipJsonSchema[None] = None

    def _values(
        self, rows: Rows, pagination: Input, request: HttpRequest, filters: CustomerFilters | None
    ) -> dict[str, Any]:
        ordering = filters.ordering if filters else BY_ID
        size, cursor = pagination.page_size, pagination.cursor
        position = cursors.decode(cursor, ordering) if cursor else Start()
        window = rows.window(ordering, position, size + 1)
        found = window.cached(f"{filters!r} {size} {position}")
        request.cache_hit = found.hit  # type: ignore[attr-defined] # see middleware.cache_header
        results, more = found.items[:size], len(found.items) > size
        if isinstance(position, Before):
            results = results[::-1]

        def link(to: Position | None) -> str | None:
            if to is None:
                return None
            return self._link(request, cursors.encode(to, ordering))

        ends = [(cursors.value(row, ordering), row.pk) for row in (*results[:1], *results[-1:])]
        following, preceding = neighbours(ends, position, more=more)
        return {"next": link(following), "previous": link(preceding), "results": results}


class NumberPagination(Pagination):
    """`page` counts from 1: PostgreSQL counts all rows, and reads all before the page."""

    parameter = "page"
    foreign = "cursor"
    refusal = "This list is paged by number: follow `next`."

    class Input(Sized):
        """The query parameters of a page."""

        page: Annotated[str, WithJsonSchema({"type": "integer"})] | SkipJsonSchema[None] = None

    def _values(
        self, rows: Rows, pagination: Input, request: HttpRequest, filters: CustomerFilters | None
    ) -> dict[str, Any]:
        size, number = pagination.page_size, _number(pagination.page)
        ordering = filters.ordering if filters else BY_ID
        start = (number - 1) * size
        ordered = rows.in_order(ordering)
        found = ordered.cached_slice(f"{filters!r} {size} {number}", start, size)
        request.cache_hit = found.hit  # type: ignore[attr-defined]
        count = found.count or 0
        if number > 1 and start >= count:
            raise PageNotFoundError("Invalid page.")
        previous = str(number - 1) if number - 1 > 1 else None  # the first page needs none
        return {
            "count": count,
            "next": self._link(request, str(number + 1)) if start + size < count else None,
            "previous": self._link(request, previous) if number > 1 else None,
            "results": found.items,
        }


def _number(page: str | None) -> int:
    number = _NUMBER.fullmatch(page or "1")
    if number is None or int(number[1]) == 0:
        raise PageNotFoundError("Invalid page.")
    return int(number[1])
