"""Search without `fts`: every term anywhere in a field, as `icontains` finds it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import FloatField, Q, Value
from django.db.models.expressions import Combinable

from optimized.customers.domain.search import Term
from optimized.customers.infrastructure.search import numbers

FIELDS = ("first_name", "last_name", "email", "city__name", "company__name")
TIME_LIMIT = None


def matches(terms: Sequence[Term]) -> Q:
    """Return the condition that all terms match."""
    found = Q()
    for term in terms:
        found &= numbers.matches(term) if term.number else _anywhere(term)
    return found


def rank(_terms: Sequence[Term]) -> Combinable:
    """Return the same rank for all: relevance is the order of the ids."""
    return Value(0.0, output_field=FloatField())


def _anywhere(term: Term) -> Q:
    text = term.text + "*" * term.prefix
    return Q(*((f"{field}__icontains", text) for field in FIELDS), _connector=Q.OR)
