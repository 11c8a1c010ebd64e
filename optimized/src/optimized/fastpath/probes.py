"""What is the same for requests that differ only in their values.

A probe takes the place of a value in a queryset and is found again in its SQL. Probes are drawn
anew by each process, so that no client can send one.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from optimized.customers.domain.customer import MAX_ID
from optimized.customers.domain.ordering import Key
from optimized.customers.domain.search import MAX_TERMS, Term
from optimized.customers.interface.filters import CustomerFilters

_DIGITS = 18  # of a number that is an id


def _number(digits: int = _DIGITS) -> int:
    return int(f"{1 + secrets.randbelow(9)}{secrets.randbelow(10 ** (digits - 1)):0{digits - 1}}")


def _word() -> str:
    return f"q{secrets.token_hex(8)}"


def _day() -> date:
    return date(1, 1, 1) + timedelta(days=secrets.randbelow(300_000))


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
VALUE_PROBES = {
    Key.ID: str(ID_PROBE),
    Key.LAST_NAME: _word(),
    Key.BIRTH_DATE: _day().isoformat(),
    Key.BALANCE: str(_amount()),
    Key.CREATED_AT: f"{_day()} 00:00:00+00",
    Key.RELEVANCE: f"-0.{_number(9)}",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Filters with probes in the place of their values; equal for all values."""

    key: tuple[Any, ...] = ()
    filters: CustomerFilters | None = field(default=None, compare=False)
    probes: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """What has a probe."""
        return frozenset(self.probes)


EVERYTHING = Shape()


def open_filters(filters: CustomerFilters) -> tuple[Shape, dict[str, str]]:
    """Return the shape of filters and their values by name.

    A value that has no probe, such as a flag, or an id that no row can have, is part of the shape.
    """
    key: list[Any] = []
    probes: dict[str, Any] = {}
    values: dict[str, str] = {}
    for name in type(filters).model_fields:
        value = getattr(filters, name)
        if name in PROBES and value is not None and not _is_beyond(value):
            probes[name], values[name] = PROBES[name], str(value)
            value = PROBES[name]
        if name != "search":
            key.append(value)
    terms = []
    for number, term in enumerate(filters.search):
        probe = _term_probe(number, term)
        terms.append(probe)
        if probe is not term:
            probes[f"term_{number}"], values[f"term_{number}"] = probe.text, term.text
    opened = {name: PROBES[name] for name in probes if name in PROBES}
    shape = filters.model_copy(update={**opened, "search": tuple(terms)})
    return Shape((*key, *terms), shape, probes), values


def _is_beyond(value: Any) -> bool:
    return isinstance(value, int) and abs(value) > MAX_ID


def _term_probe(number: int, term: Term) -> Term:
    """Return a term of the same kind; itself where its SQL depends on its characters."""
    if term.number:
        return term if int(term.text) > MAX_ID else Term(NUMBERS[number], prefix=False)
    return term if term.literal else Term(WORDS[number], prefix=term.prefix)
