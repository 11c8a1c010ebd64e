"""Filters as conditions."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.db import models
from django.db.models import Q

from optimized.fastpath.query import Filters
from optimized.fastpath.reading.fragments import Parameter

Values = dict[str, bytes]
MAX_ID = 2**63 - 1
NO_ID = b"0"  # ids begin with 1

_LOOKUPS: dict[str, tuple[str, models.Field[Any, Any]]] = {
    "city": ("city", models.BigIntegerField()),
    "company": ("company", models.BigIntegerField()),
    "country": ("city__country", models.TextField()),
    "is_active": ("is_active", models.BooleanField()),
    "birth_date_after": ("birth_date__gte", models.DateField()),
    "birth_date_before": ("birth_date__lte", models.DateField()),
    "balance_min": ("balance__gte", models.DecimalField(max_digits=12, decimal_places=2)),
    "balance_max": ("balance__lte", models.DecimalField(max_digits=12, decimal_places=2)),
}
_NAMES = tuple(field.name for field in fields(Filters))


def values(filters: Filters) -> Values:
    """Return the filters that are set, in PostgreSQL's text format."""
    given = ((name, getattr(filters, name)) for name in _NAMES)
    return {name: _text(value) for name, value in given if value is not None}


def _text(value: object) -> bytes:
    if isinstance(value, int) and not -MAX_ID <= value <= MAX_ID:
        return NO_ID
    return str(value).encode()


def condition(names: tuple[str, ...]) -> Q:
    """Return the condition of the filters with these names."""
    lookups = ((name, *_LOOKUPS[name]) for name in names)
    return Q(*((lookup, Parameter(name, field)) for name, lookup, field in lookups))
