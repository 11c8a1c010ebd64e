"""Search with `fts`: words by the GIN index of a weighted tsvector.

PostgreSQL splits and lowers the terms with the function that made the vector, so that both agree
on every letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, Expression, F, FloatField, Func, Q, TextField, Value
from django.db.models.expressions import Combinable

from optimized.customers.domain.search import Term, in_word
from optimized.customers.infrastructure.search import numbers, substring

# Words that are common, but not beside each other, and beginnings of many words can cost seconds.
TIME_LIMIT = 3
WEIGHTS = [0.1, 0.2, 0.4, 1.0]  # of D to A: names are A, the e-mail B, city and company C
_SPECIAL = re.compile(r"(\W|_)")


def matches(terms: Sequence[Term]) -> Q:
    """Return the condition that all terms match."""
    if not all(term.words for term in terms):
        return Q(pk__in=())
    texts = [term for term in terms if not term.number]
    found = Q()
    for term in terms:
        if term.number:
            found &= numbers.matches(term)
        elif term.literal:
            found &= Q(_as_written(term))
    return found & Q(search=_query(texts, and_)) if texts else found


def rank(terms: Sequence[Term]) -> Combinable:
    """Return the negated rank, so that it ascends with the ids that break its ties."""
    texts = [term for term in terms if not term.number]
    if not texts:
        return substring.rank(terms)
    ranked = SearchRank(F("search"), _query(texts, or_), weights=Value(WEIGHTS))
    return Func(ranked, template="-(%(expressions)s)", output_field=FloatField())


def _query(terms: Sequence[Term], combine: Callable[[Any, Any], Any]) -> SearchQuery:
    queries = [
        SearchQuery(
            Func(Value(term.text), Value(term.prefix), function="customers_query"),
            config="simple",
            search_type="raw",
        )
        for term in terms
    ]
    return reduce(combine, queries)


def _as_written(term: Term) -> Expression:
    """Return the condition that one field has the term as written, not within a longer word."""
    start = r"(?<![[:alnum:]])" if in_word(term.text[0]) else ""
    end = r"(?![[:alnum:]])" if in_word(term.text[-1]) and not term.prefix else ""
    pattern = start + _SPECIAL.sub(r"\\\1", term.text) + end
    # A term has no white space, so no match reaches over the end of a line.
    lines = Func(
        *map(F, substring.FIELDS),
        template=r"lower(concat_ws(E'\n', %(expressions)s))",
        output_field=TextField(),
    )
    return Func(
        lines,
        Func(Value(pattern), function="lower"),
        arg_joiner=" ~ ",
        template="%(expressions)s",
        output_field=BooleanField(),
    )
