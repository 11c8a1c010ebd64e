"""Where the page of a common word is looked for before all rows with the word are read.

Not found whole there, it is made of all hits: the same rows, later.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from optimized.fastpath.reading.fragments import fragment
from optimized.fastpath.reading.matching import Rows, ordered
from optimized.fastpath.reading.window import Window

SHORTENED = """
WITH first AS MATERIALIZED ({first})
SELECT * FROM first WHERE (SELECT count(*) FROM first) = {limit}
UNION ALL
SELECT * FROM ({found}) AS found WHERE (SELECT count(*) FROM first) < {limit}
"""
WALK = "SELECT {columns} FROM ({walk} LIMIT {rows}) AS walk WHERE found LIMIT {limit}"
# Two bitmaps, of the word and of the slice, leave little more than the page to fetch. The bounds
# of the key alone are for the planner: of a range it expects few rows, of a row comparison many.
SLICE = """
WITH edge AS MATERIALIZED (SELECT * FROM ({ordered}) AS ordered OFFSET {rows} LIMIT 1)
SELECT id FROM (
    SELECT {columns} FROM ({hits}) AS hits
    WHERE {key} {onwards} (SELECT {key} FROM ({ordered}) AS ordered LIMIT 1)
        AND {key} {within} (SELECT {key} FROM edge)
        AND ({columns}) {within} (SELECT {columns} FROM edge)
    OFFSET 0
) AS slice ORDER BY {order} LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class Walk:
    """Read at most `rows` rows of the list in its order, and check each."""

    rows: int

    def sql(self, queryset: Rows, condition: Q, wanted: tuple[str, ...], limit: int) -> str:
        """Return SQL of what the walk finds of an ordered list."""
        walk = queryset.annotate(found=ExpressionWrapper(condition, BooleanField()))
        return WALK.format(
            columns=", ".join(wanted),
            walk=fragment(walk.values(*wanted, "found")),
            rows=self.rows,
            limit=limit,
        )


@dataclass(frozen=True, slots=True)
class Slice:
    """Intersect the inverted index with `rows` entries of the ordering's index."""

    rows: int

    def sql(self, queryset: Rows, condition: Q, window: Window) -> str:
        """Return SQL of the ids found among the rows that follow the position."""
        everything: Rows = QuerySet(queryset.model).values(*window.columns)
        hits = queryset.filter(condition, window.beyond(queryset.model))
        within, onwards = ("<=", ">=")[:: -1 if window.descending else 1]
        return SLICE.format(
            ordered=fragment(ordered(everything, window)),
            hits=fragment(hits.values(*window.columns)),
            columns=", ".join(window.columns),
            key=window.key,
            within=within,
            onwards=onwards,
            rows=self.rows,
            order=window.sql_order,
            limit=window.limit,
        )


Shortcut = Walk | Slice


def shortened(first: str, found: str, limit: int) -> str:
    """Return SQL of what is found first, if it is `limit` rows, and of all that is found else."""
    return SHORTENED.format(first=first, found=found, limit=limit)
