"""Query strings, parsed by the base's own schemas, and the links to further pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus, urlencode

from django.http import HttpRequest, QueryDict

from optimized.customers.application.errors import RejectedError
from optimized.customers.domain.ordering import Ordering
from optimized.customers.domain.position import Position
from optimized.customers.interface import cursors
from optimized.customers.interface.filters import CustomerFilters
from optimized.customers.interface.pagination import BY_ID, CursorPagination
from optimized.fastpath.probes import EVERYTHING, Shape, open_filters

CURSOR = f"{CursorPagination.parameter}="
MAX_LENGTH = 500  # characters of a query string that is kept in memory


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a request for a list asks for; `rest` is its query string without the cursor."""

    size: int
    cursor: str | None
    rest: str
    ordering: Ordering = BY_ID
    shape: Shape = EVERYTHING
    values: Mapping[str, str] = field(default_factory=dict)

    def link(self, address: str, position: Position | None) -> bytes:
        """Return the address of another page as JSON."""
        if position is None:
            return b"null"
        cursor = cursors.encode(position, self.ordering)
        parts = [f"{CURSOR}{cursor}"] if cursor else []
        query = "&".join([*parts, self.rest] if self.rest else parts)
        return f'"{address}?{query}"'.encode() if query else f'"{address}"'.encode()


class QueryParser:
    """Parses the query strings of one operation."""

    def __init__(self, operation: Any) -> None:
        self._operation = operation
        self._parse_once = lru_cache(1024)(self._parse_whole)

    def parse(self, query: str) -> ListQuery:
        """Return what a query string asks for.

        Everything but the cursor is the same from page to page, and parsed once. The service's
        own links begin with the cursor, for it to be taken off here.
        Raises what the operation's schemas raise, RejectedError, and SuspiciousOperation.
        """
        first, _, others = query.partition("&")
        if not first.startswith(CURSOR) or CURSOR in others:
            return self._parse(query)
        return replace(self._parse(others), cursor=unquote_plus(first.removeprefix(CURSOR)))

    def _parse(self, query: str) -> ListQuery:
        return (self._parse_once if len(query) <= MAX_LENGTH else self._parse_whole)(query)

    def _parse_whole(self, query: str) -> ListQuery:
        request = HttpRequest()
        request.GET = QueryDict(query, encoding="utf-8")
        values = self._operation._get_values(request, {}, None)  # noqa: SLF001 - ninja's own parsing
        if CursorPagination.foreign in request.GET:
            raise RejectedError({CursorPagination.foreign: [CursorPagination.refusal]})
        page, filters = values["pagination"], values.get("filters")
        rest = {name: request.GET[name] for name in sorted(request.GET)}
        rest.pop(CursorPagination.parameter, None)
        listed = ListQuery(page.page_size, page.cursor, urlencode(rest))
        if not isinstance(filters, CustomerFilters):
            return listed
        shape, opened = open_filters(filters)
        return replace(listed, ordering=filters.ordering, shape=shape, values=opened)
