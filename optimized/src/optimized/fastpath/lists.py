"""List requests understood, and pages answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from optimized.customers.domain.ordering import Ordering
from optimized.fastpath.direct import Answer
from optimized.fastpath.pagination import Pagination
from optimized.fastpath.parameters import understand, understand_page
from optimized.fastpath.ports import CustomerReader, Page, ReferenceReader
from optimized.fastpath.query import CustomerQuery, Position, ReferenceQuery

BY_ID = Ordering()


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the addresses of further pages: the request's own, with another page."""

    pagination: Pagination
    ordering: Ordering
    address: str
    rest: str  # the query without the page

    def to(self, position: Position | None) -> bytes:
        """Return the address as JSON."""
        if position is None:
            return b"null"
        value = self.pagination.value(position, self.ordering)
        page = [f"{self.pagination.parameter}={value}"] if value else []
        query = "&".join([*page, self.rest] if self.rest else page)
        return f'"{self.address}?{query}"'.encode() if query else f'"{self.address}"'.encode()


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists with one kind of pagination."""

    pagination: Pagination

    async def customers(self, request: HttpRequest, reader: CustomerReader) -> Answer:
        """Answer a list of customers.

        Raises MalformedError, InvalidParametersError, PageNotFoundError and UnavailableError.
        """
        asked = understand(request.META["QUERY_STRING"], self.pagination.parameter)
        position = self.pagination.position(asked.page, asked.ordering)
        page = await reader.page(
            CustomerQuery(asked.filters, asked.search, asked.ordering, asked.size, position)
        )
        return _answer(page, self._links(request, asked.ordering, asked.rest))

    async def references(self, request: HttpRequest, reader: ReferenceReader) -> Answer:
        """Answer a list of cities or companies.

        Raises MalformedError, PageNotFoundError and UnavailableError.
        """
        asked = understand_page(request.META["QUERY_STRING"], self.pagination.parameter)
        position = self.pagination.position(asked.page, BY_ID)
        page = await reader.page(ReferenceQuery(asked.size, position))
        return _answer(page, self._links(request, BY_ID, asked.rest))

    def _links(self, request: HttpRequest, ordering: Ordering, rest: str) -> Links:
        address = request.build_absolute_uri(request.path)
        return Links(self.pagination, ordering, address, rest)


def _answer(page: Page, links: Links) -> Answer:
    # rows pass through as they came
    count = b"" if page.count is None else b'"count":%d,' % page.count
    body = b'{%s"next":%s,"previous":%s,"results":[%s]}' % (
        count,
        links.to(page.next),
        links.to(page.previous),
        b",".join(page.rows),
    )
    return Answer(body, page.hit)
