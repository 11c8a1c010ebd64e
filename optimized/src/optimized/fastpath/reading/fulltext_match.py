"""The statements of the full-text search."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Expression, F, Func, Q, TextField

from optimized.customers.infrastructure.models import Customer
from optimized.fastpath.reading import numbers
from optimized.fastpath.reading.fragments import (
    Operator,
    Parameter,
    RawParameter,
    fragment,
)
from optimized.fastpath.reading.listing import columns
from optimized.fastpath.reading.matching import Rows, best, ordered
from optimized.fastpath.reading.shortcuts import Shortcut, Slice, Walk, shortened
from optimized.fastpath.reading.substring import FIELDS
from optimized.fastpath.reading.window import RANK, Window

CANDIDATES = 1000  # ranking all rows of a common word took 2,090 ms, these 1.4 ms

# The words of a literal term may be in every row and nowhere as written, which no index knows: it
# is 5 µs for each row with the words. The naive service takes as long as this for any term.
LITERAL_SECONDS = 3

# OFFSET 0 keeps PostgreSQL from walking here as well, in the hope of rows that may not come.
FOUND = "SELECT id FROM ({hits} OFFSET 0) AS hits ORDER BY {order} LIMIT {limit}"
# Planned for all its rows, though read only as far as the limit: so it is the index that is read.
TAKEN = "WITH hits AS MATERIALIZED ({hits}) SELECT * FROM hits LIMIT {limit}"
RANKED = """
SELECT id, -ts_rank('{{0.1, 0.2, 0.4, 1}}', search, ${{ranked}}::tsquery) AS rank
FROM ({candidates}) AS candidates
"""
# Sorting ids and fetching the rows of the page then takes half as long as sorting rows.
WHOLE = "SELECT {columns} FROM customers_customer JOIN ({ids}) AS found USING (id) ORDER BY {order}"


@dataclass(frozen=True, slots=True)
class FullTextMatch:
    """The shape: which kinds of terms there are, and where a page is looked for first."""

    possible: bool
    indexed: bool
    checked: bool
    numbers: int
    literals: int
    shortcut: Shortcut | None

    @property
    def stable(self) -> bool:
        """Whether the best plan is the same for all values.

        LIKE needs its pattern for a plan, and cities and companies are joined row by row only
        where few rows are expected.
        """
        return not (self.numbers or self.literals)

    @property
    def timeout(self) -> int | None:
        """The seconds after which to give up."""
        return LITERAL_SECONDS if self.literals else None

    def rows(self, queryset: Rows, window: Window) -> str:
        """Return SQL of all rows found, or of the candidates with their rank."""
        if window.key == RANK:
            return _whole(self._ranked(queryset), window)
        return fragment(queryset.filter(self._condition()))

    def page(self, queryset: Rows, window: Window) -> str:
        """Return SQL of the window."""
        if window.key == RANK:
            return _whole(best(self._ranked(queryset), window), window)
        hits = queryset.filter(self._condition(), window.beyond(queryset.model))
        found = FOUND.format(
            hits=fragment(hits.values(*window.columns)), order=window.sql_order, limit=window.limit
        )
        return _whole(self._shortened(queryset, window, found), window)

    def _ranked(self, queryset: Rows) -> str:
        wanted = ("id", "search")
        hits = fragment(queryset.filter(self._condition()).values(*wanted))
        taken = TAKEN.format(hits=hits, limit=CANDIDATES)
        if isinstance(self.shortcut, Walk):
            walk = self.shortcut.sql(queryset, self._condition(), wanted, CANDIDATES)
            taken = shortened(walk, taken, CANDIDATES)
        return RANKED.format(candidates=taken)

    def _shortened(self, queryset: Rows, window: Window, found: str) -> str:
        match self.shortcut:
            case Walk() as walk:
                rows = ordered(queryset, window)
                first = walk.sql(rows, self._condition(), ("id",), window.limit)
            case Slice() as slice_:
                first = slice_.sql(queryset, self._condition(), window)
            case None:
                return found
        return shortened(first, found, window.limit)

    def _condition(self) -> Q:
        if not self.possible:
            return Q(Func(template="FALSE", output_field=BooleanField()))
        found = numbers.condition(self.numbers)
        if self.indexed:
            found &= Q(_matches("indexed"))
        if self.checked:  # IS TRUE is not indexable
            checked = Func(
                _matches("checked"),
                template="%(expressions)s IS TRUE",
                output_field=BooleanField(),
            )
            found &= Q(checked)
        for i in range(self.literals):
            found &= _in_one_field(f"literal_{i}")
        return found


def _whole(ids: str, window: Window) -> str:
    wanted = (*columns(Customer), *([RANK] if window.key == RANK else []))
    return WHOLE.format(columns=", ".join(wanted), ids=ids, order=window.sql_order)


def _matches(name: str) -> Expression:
    query = RawParameter(name, "tsquery", SearchVectorField())
    return Operator(F("search"), "@@", query)


def _in_one_field(name: str) -> Q:
    # terms have no white space, so no match reaches over the end of a line
    fields = Func(*FIELDS, template=r"lower(concat_ws(E'\n', %(expressions)s))")
    return Q(Operator(fields, "~", Parameter(name, TextField())))
