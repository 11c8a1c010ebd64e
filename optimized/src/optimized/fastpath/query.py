"""Normalized questions: two requests that mean the same are equal, and so are their keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from optimized.customers.domain.ordering import Ordering
from optimized.customers.domain.position import After, Before, Start
from optimized.customers.domain.search import Term

DEFAULT_SIZE = 20
MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class Number:
    """The numbered page of the plain pagination; counts from 1."""

    number: int


Position = Start | After | Before | Number


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on customers; None means not asked for. Bounds are inclusive."""

    city: int | None = None
    company: int | None = None
    country: str | None = None
    is_active: bool | None = None
    birth_date_after: date | None = None
    birth_date_before: date | None = None
    balance_min: Decimal | None = None
    balance_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """One page of customers."""

    filters: Filters = field(default_factory=Filters)
    search: tuple[Term, ...] = ()
    ordering: Ordering = field(default_factory=Ordering)
    size: int = DEFAULT_SIZE
    position: Position = field(default_factory=Start)


@dataclass(frozen=True, slots=True)
class ReferenceQuery:
    """One page of cities or companies, by id."""

    size: int = DEFAULT_SIZE
    position: Position = field(default_factory=Start)
