"""Query strings, parsed by the base's own schemas, and what is the same for all values in them.

A probe takes the place of a value in a queryset and is found again in its SQL. Probes are drawn
anew by each process, so that no client can send one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote_plus, urlencode

from django.http import HttpRequest, QueryDict

from optimized.customers.application.errors import RejectedError
from optimized.customers.domain.customer import MAX_ID
from optimized.customers.domain.ordering import Key, Ordering
from optimized.customers.domain.position import Position
from optimized.customers.domain.search import MAX_TERMS, Term
from optimized.customers.interface import cursors
from optimized.customers.interface.filters import CustomerFilters
from optimized.customers.interface.pagination import BY_ID, CursorPagination

CURSOR = f"{CursorPagination.parameter}="
MAX_LENGTH = 500  # characters of a query string that is kept in memory


def _number(digits: int = 18) -> int:
    least: int = 10 ** (digits - 1)
    return least + secrets.randbelow(9 * least)


def _word() -> str:
    return f"q{secrets.token_hex(8)}"


_days = iter(secrets.SystemRandom().sample(range(300_000), 4))  # so few may be alike by chance


def _day() -> date:
    return date(1, 1, 1) + timedelta(days=next(_days))


def _amount() -> Decimal:
    return Decimal(_number(12)).scaleb(-2)


PROBES: Mapping[str, Any] = {
    "city": _number(),
    "company": _number(),
    "country": _word(),
    "birth_date_after": _day(),
    "birth_date_before": _day(),
    "balance_min": _amount(),
    "balance_max": _amount(),
}
NUMBERS = [str(_number()) for _ in range(MAX_TERMS)]
WORDS = [_word() for _ in range(MAX_TERMS)]

ID, VALUE = "id", "value"  # of a position, or of a row
ID_PROBE = _number()
VALUE_PROBES = {  # as Python prints them: they are found again among a queryset's values
    Key.ID: str(ID_PROBE),
    Key.LAST_NAME: _word(),
    Key.BIRTH_DATE: _day().isoformat(),
    Key.BALANCE: str(_amount()),
    Key.CREATED_AT: f"{_day()} 00:00:00+00:00",
    Key.RELEVANCE: str(-_number(9) / 10**9),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Filters with probes in the place of their values; equal for all values."""

    key: str = ""
    filters: CustomerFilters | None = field(default=None, compare=False)
    probes: Mapping[str, Any] = field(default_factory=dict, compare=False)


def open_filters(filters: CustomerFilters) -> tuple[Shape, dict[str, str]]:
    """Return the shape of filters and their values by name.

    A value that has no probe, such as a flag, or an id that no row can have, is part of the shape.
    """
    values = {
        name: str(value)
        for name in PROBES
        if (value := getattr(filters, name)) is not None
        and not (isinstance(value, int) and abs(value) > MAX_ID)
    }
    probes = {name: PROBES[name] for name in values}
    terms = tuple(_term_probe(number, term) for number, term in enumerate(filters.search))
    opened = filters.model_copy(update={**probes, "search": terms})
    for number, (term, probe) in enumerate(zip(filters.search, terms, strict=True)):
        if probe is not term:
            probes[f"term_{number}"], values[f"term_{number}"] = probe.text, term.text
    return Shape(repr(opened), opened, probes), values


def _term_probe(number: int, term: Term) -> Term:
    """Return a term of the same kind; itself where its SQL depends on its characters."""
    if term.number:
        return term if int(term.text) > MAX_ID else Term(NUMBERS[number], prefix=False)
    return term if term.literal else Term(WORDS[number], prefix=term.prefix)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a request for a list asks for; `rest` is its query string without the cursor."""

    size: int
    cursor: str | None
    rest: str
    ordering: Ordering = BY_ID
    shape: Shape = field(default_factory=Shape)
    values: Mapping[str, str] = field(default_factory=dict)

    def link(self, address: str, position: Position | None) -> bytes:
        """Return the address of another page as JSON."""
        if position is None:
            return b"null"
        cursor = cursors.encode(position, self.ordering)
        parts = [f"{CURSOR}{cursor}"] if cursor else []
        query = "&".join([*parts, self.rest] if self.rest else parts)
        return f'"{address}?{query}"'.encode() if query else f'"{address}"'.encode()


def query_parser(operation: Any) -> Callable[[str], ListQuery]:
    """Return what parses the query strings of an operation.

    Everything but the cursor is the same from page to page, and parsed once. The service's own
    links begin with the cursor, for it to be taken off here.
    It raises what the operation's schemas raise, RejectedError, and SuspiciousOperation.
    """
    whole = partial(_parse, operation)
    once = lru_cache(1024)(whole)

    def parse(query: str) -> ListQuery:
        if len(query) > MAX_LENGTH:
            return whole(query)
        first, _, others = query.partition("&")
        is_link = first.startswith(CURSOR)
        parsed = once(others if is_link else query)
        if is_link and parsed.cursor is None:  # of several, the last one counts
            return replace(parsed, cursor=unquote_plus(first.removeprefix(CURSOR)))
        return parsed

    return parse


def _parse(operation: Any, query: str) -> ListQuery:
    request = HttpRequest()
    request.GET = QueryDict(query, encoding="utf-8")
    values = operation._get_values(request, {}, None)  # noqa: SLF001 - ninja's own parsing
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
