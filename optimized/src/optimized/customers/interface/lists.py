"""List requests understood, and pages answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from optimized.customers.application.ports import CustomerReader, Page, ReferenceReader
from optimized.customers.domain.ordering import Ordering
from optimized.customers.domain.position import Position
from optimized.customers.domain.query import CustomerQuery, ReferenceQuery
from optimized.customers.interface import parameters
from optimized.customers.interface.direct import Answer
from optimized.customers.interface.pagination import Pagination

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

        Raises MalformedError, InvalidParametersError, MissingPageError and UnavailableError.
        """
        given = parameters.parse(request.META["QUERY_STRING"])
        filters = parameters.filters(given)
        search = parameters.search(given)
        ordering = parameters.ordering(given, search)
        size = parameters.page_size(given)
        position = self.pagination.position(given, ordering)
        page = await reader.page(CustomerQuery(filters, search, ordering, size, position))
        return _answer(page, self._links(request, given, ordering))

    async def references(self, request: HttpRequest, reader: ReferenceReader) -> Answer:
        """Answer a list of cities or companies.

        Raises MalformedError, MissingPageError and UnavailableError.
        """
        given = parameters.parse(request.META["QUERY_STRING"])
        position = self.pagination.position(given, BY_ID)
        page = await reader.page(ReferenceQuery(parameters.page_size(given), position))
        return _answer(page, self._links(request, given, BY_ID))

    def _links(
        self, request: HttpRequest, given: parameters.Parameters, ordering: Ordering
    ) -> Links:
        rest = parameters.rest(given, without=self.pagination.parameter)
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
