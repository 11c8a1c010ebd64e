"""Number terms: an id, or the beginning of a national id or of a phone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import BigIntegerField, F, Q, TextField

from optimized.customers.domain.search import Term
from optimized.fastpath.reading.filters import MAX_ID, NO_ID, Values
from optimized.fastpath.reading.fragments import Operator, Parameter


def values(terms: Sequence[Term]) -> Values:
    """Return the parameters of number terms."""
    given: Values = {}
    for i, term in enumerate(terms):
        digits = term.text.encode()
        given[f"number_{i}"] = digits if int(digits) <= MAX_ID else NO_ID
        given[f"national_id_{i}"] = digits + b"%"
        given[f"phone_{i}"] = b"+" + digits + b"%"
    return given


def condition(count: int) -> Q:
    """Return the condition of `count` number terms: ranges of three btrees each."""
    found = Q()
    for i in range(count):
        found &= (
            Q(id=Parameter(f"number_{i}", BigIntegerField()))
            | Q(Operator(F("national_id"), "LIKE", Parameter(f"national_id_{i}", TextField())))
            | Q(Operator(F("phone"), "LIKE", Parameter(f"phone_{i}", TextField())))
        )
    return found
