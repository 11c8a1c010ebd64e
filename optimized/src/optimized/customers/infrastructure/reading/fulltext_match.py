"""The statements of the full-text search."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Expression, ExpressionWrapper, F, Func, Q, TextField

from optimized.customers.infrastructure.models import Customer, columns
from optimized.customers.infrastructure.reading import numbers
from optimized.customers.infrastructure.reading.fragments import (
    Operator,
    Parameter,
    RawParameter,
    fragment,
)
from optimized.customers.infrastructure.reading.matching import Rows, best, ordered
from optimized.customers.infrastructure.reading.substring import FIELDS
from optimized.customers.infrastructure.reading.window import RANK, Window

COLUMNS = columns(Customer)
CANDIDATES = 1000  # ranking all rows of a common word took 2,090 ms, these 1.4 ms

# The walk ends after ${walk} rows. Only if the page is not full by then, the index finds all.
WALKED = """
WITH walked AS MATERIALIZED (
    SELECT {columns} FROM ({walk} LIMIT ${{walk}}) AS walk WHERE found LIMIT {limit}
)
SELECT * FROM walked WHERE (SELECT count(*) FROM walked) = {limit}
UNION ALL
SELECT * FROM ({found}) AS found WHERE (SELECT count(*) FROM walked) < {limit}
"""
# OFFSET 0 keeps PostgreSQL from walking here, in the hope of rows that may not come.
FOUND = "SELECT {columns} FROM ({hits} OFFSET 0) AS hits ORDER BY {order} LIMIT {limit}"
RANKED = """
SELECT *, -ts_rank('{{0.1, 0.2, 0.4, 1}}', search, ${{ranked}}::tsquery) AS rank
FROM ({candidates}) AS candidates
"""


@dataclass(frozen=True, slots=True)
class FullTextMatch:
    """The shape: which kinds of terms there are, and whether the page is walked for first."""

    possible: bool
    indexed: bool
    checked: bool
    numbers: int
    literals: int
    walks: bool
    stable: bool = False

    def rows(self, queryset: Rows, window: Window) -> str:
        """Return SQL of all rows found, or of the candidates with their rank."""
        if window.key == RANK:
            return RANKED.format(candidates=self._candidates(queryset))
        return fragment(queryset.filter(self._condition()))

    def page(self, queryset: Rows, window: Window) -> str:
        """Return SQL of the window."""
        if window.key == RANK:
            return best(self.rows(queryset, window), window)
        hits = queryset.filter(self._condition(), window.beyond(queryset.model))
        found = FOUND.format(
            columns=", ".join(COLUMNS),
            hits=fragment(hits),
            order=window.sql_order,
            limit=window.limit,
        )
        return self._walked(COLUMNS, ordered(queryset, window), found, window.limit)

    def _candidates(self, queryset: Rows) -> str:
        columns = (*COLUMNS, "search")
        queryset = queryset.values(*columns)
        found = fragment(queryset.filter(self._condition())[:CANDIDATES])
        return self._walked(columns, queryset, found, CANDIDATES)

    def _walked(self, columns: tuple[str, ...], queryset: Rows, found: str, limit: int) -> str:
        if not self.walks:
            return found
        walk = queryset.annotate(found=ExpressionWrapper(self._condition(), BooleanField()))
        return WALKED.format(
            columns=", ".join(columns),
            walk=fragment(walk.values(*columns, "found")),
            found=found,
            limit=limit,
        )

    def _condition(self) -> Q:
        if not self.possible:
            return Q(Func(template="FALSE", output_field=BooleanField()))
        found = numbers.condition(self.numbers)
        if self.indexed:
            found &= Q(_matches("indexed"))
        if self.checked:  # IS TRUE is not indexable
            found &= Q(
                Func(
                    _matches("checked"),
                    template="%(expressions)s IS TRUE",
                    output_field=BooleanField(),
                )
            )
        for i in range(self.literals):
            found &= _in_one_field(f"literal_{i}")
        return found


def _matches(name: str) -> Expression:
    query = RawParameter(name, "tsquery", SearchVectorField())
    return Operator(F("search"), "@@", query)


def _in_one_field(name: str) -> Q:
    pattern = Parameter(name, TextField())
    return Q(*((f"{field}__iregex", pattern) for field in FIELDS), _connector=Q.OR)
