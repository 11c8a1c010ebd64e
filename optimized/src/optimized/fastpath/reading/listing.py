"""The statements that read one table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, F, Func, Model, QuerySet

from optimized.fastpath.postgresql.database import Statement
from optimized.fastpath.reading import filters
from optimized.fastpath.reading.fragments import (
    Operator,
    RawParameter,
    fragment,
    statement,
)
from optimized.fastpath.reading.matching import Match
from optimized.fastpath.reading.rendering import Rendering
from optimized.fastpath.reading.window import Window

# Few rows whatever the value: one plan is the best for all, and planning costs 0.4 ms.
SELECTIVE = frozenset({"city", "company"})
MAX_SHAPES = 1024  # what clients may ask for has no end


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a list request but its values."""

    filters: tuple[str, ...]
    match: Match
    window: Window


class Listing:
    """Derives statements from Django's models, each shape once."""

    def __init__(self, model: type[Model], columns: tuple[str, ...], rendering: Rendering) -> None:
        self._all: QuerySet[Any, Any] = QuerySet(model).values(*columns)
        self._rendering = rendering
        self.page = lru_cache(MAX_SHAPES)(self._page)
        self.numbered = lru_cache(MAX_SHAPES)(self._numbered)
        self.count = lru_cache(MAX_SHAPES)(self._count)

    def by_id(self) -> Statement:
        """Return the statement of the rows with `ids`."""
        ids = Func(RawParameter("ids", "bigint[]", BigIntegerField()), function="ANY")
        rows = self._all.filter(Operator(F("id"), "=", ids))
        return statement(self._rendering.sql(fragment(rows), "id"), stable=True)

    def _page(self, shape: Shape) -> Statement:
        rows = shape.match.page(self._filtered(shape), shape.window)
        return self._rendered(shape, rows)

    def _numbered(self, shape: Shape) -> Statement:
        rows = shape.match.rows(self._filtered(shape), shape.window)
        window = shape.window
        order = f"ORDER BY {window.sql_order} LIMIT {window.limit} OFFSET ${{offset}}"
        return self._rendered(shape, f"SELECT * FROM ({rows}) AS found {order}")  # noqa: S608

    def _count(self, shape: Shape) -> Statement:
        rows = shape.match.rows(self._filtered(shape), shape.window)
        sql = f"SELECT count(*) FROM ({rows}) AS found"  # noqa: S608
        return statement(sql, stable=False, timeout=shape.match.timeout)

    def _rendered(self, shape: Shape, rows: str) -> Statement:
        stable = shape.match.stable and SELECTIVE.issuperset(shape.filters)
        sql = self._rendering.sql(rows, shape.window.key)
        return statement(sql, stable=stable, timeout=shape.match.timeout)

    def _filtered(self, shape: Shape) -> QuerySet[Any, Any]:
        return self._all.filter(filters.condition(shape.filters))


def columns(model: type[Model]) -> tuple[str, ...]:
    """Return the columns of a table that rows are made of."""
    return tuple(f.attname for f in model._meta.concrete_fields if f.name != "search")  # noqa: SLF001
