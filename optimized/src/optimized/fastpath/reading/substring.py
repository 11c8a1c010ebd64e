"""The plain search: every term anywhere in a field, as the naive service has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, TextField

from optimized.customers.domain.search import Term
from optimized.fastpath.reading import numbers
from optimized.fastpath.reading.filters import Values
from optimized.fastpath.reading.fragments import Parameter, fragment
from optimized.fastpath.reading.matching import Match, Rows, best, ordered
from optimized.fastpath.reading.window import RANK, Window

FIELDS = ("first_name", "last_name", "email", "city__name", "company__name")
UNRANKED = "SELECT *, 0::float4 AS rank FROM ({rows}) AS unranked"


@dataclass(frozen=True, slots=True)
class SubstringMatch:
    """The shape: how many numbers and how many texts."""

    numbers: int
    texts: int
    stable: bool = False
    timeout: None = None

    def rows(self, queryset: Rows, window: Window) -> str:
        """Return SQL of all rows found; all are of the same rank."""
        rows = fragment(queryset.filter(self._condition()))
        return UNRANKED.format(rows=rows) if window.key == RANK else rows

    def page(self, queryset: Rows, window: Window) -> str:
        """Return SQL of the window; PostgreSQL reads until it is full."""
        if window.key == RANK:
            return best(self.rows(queryset, window), window)
        return fragment(ordered(queryset.filter(self._condition()), window)[: window.limit])

    def _condition(self) -> Q:
        found = numbers.condition(self.numbers)
        for i in range(self.texts):
            term = Parameter(f"text_{i}", TextField())
            anywhere = (Q((f"{field}__icontains", term)) for field in FIELDS)
            found &= Q(*anywhere, _connector=Q.OR)
        return found


class SubstringSearch:
    """Searches without an index, and without an order of relevance."""

    def match(self, terms: Sequence[Term], window: Window) -> tuple[Match, Values]:  # noqa: ARG002
        """Return the shape of a search, and its parameters."""
        digits = [term for term in terms if term.number]
        texts = [term.text + "*" * term.prefix for term in terms if not term.number]
        values = {f"text_{i}": text.encode() for i, text in enumerate(texts)}
        return SubstringMatch(len(digits), len(texts)), values | numbers.values(digits)
