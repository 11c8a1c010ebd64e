"""Full-text search: words by the vector's index, numbers by btrees, in one statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil, prod

from optimized.customers.domain.search import Term
from optimized.customers.infrastructure.reading import numbers
from optimized.customers.infrastructure.reading.filters import Values
from optimized.customers.infrastructure.reading.frequencies import Frequencies
from optimized.customers.infrastructure.reading.fulltext_match import CANDIDATES, FullTextMatch
from optimized.customers.infrastructure.reading.matching import Match
from optimized.customers.infrastructure.reading.window import RANK, Window

SLACK = 3  # the walk goes on for three times the rows that should fill the page
_SPECIAL = re.compile(r"(\W|_)")


class FullTextSearch:
    """Searches by words. `frequencies` may be replaced by fresher ones at any time.

    A page of a common word is found soonest by walking the ordering's index, of a rare one by the
    inverted index. The statistics say which to begin with; both find the same set.
    """

    def __init__(self) -> None:
        self.frequencies = Frequencies()

    def match(self, terms: Sequence[Term], window: Window) -> tuple[Match, Values]:
        """Return the shape of a search, and its parameters."""
        texts = sorted((term for term in terms if term.words), key=self.frequencies.of)
        digits = [term for term in texts if term.number]
        texts = [term for term in texts if not term.number]
        literals = [term for term in texts if term.literal]
        indexed, checked = _divide(texts)
        walk = self._walk(terms, window)
        shape = FullTextMatch(
            possible=all(term.words for term in terms),
            indexed=bool(indexed),
            checked=bool(checked),
            numbers=len(digits),
            literals=len(literals),
            walks=walk is not None,
        )
        values = {f"literal_{i}": _pattern(term) for i, term in enumerate(literals)}
        values["indexed"] = _query(indexed, "&")
        values["checked"] = _query(checked, "&")
        values["ranked"] = _query(texts, "|")
        values["walk"] = b"%d" % (walk or 0)
        return shape, values | numbers.values(digits)

    def _walk(self, terms: Sequence[Term], window: Window) -> int | None:
        """Return how many rows to walk at most, or None if the index is likely to be faster."""
        share = prod(self.frequencies.of(term) for term in terms if term.words)
        ranks = window.key == RANK
        rows = (CANDIDATES if ranks else window.limit) / share
        hits = share * self.frequencies.customers
        # either way a row costs about the same, but candidates are taken as the index gives them
        return ceil(SLACK * rows) if rows < (hits / 16 if ranks else hits) else None


def _divide(texts: list[Term]) -> tuple[list[Term], list[Term]]:
    """Divide terms, rarest first, into those for the index and those to check on its rows.

    The index reads every word of a prefix to the end, however rare the other terms are.
    """
    checked = [term for term in texts[1:] if term.prefix]
    return [term for term in texts if term not in checked], checked


def _query(terms: Sequence[Term], operator: str) -> bytes:
    words = [f"'{word}'" for term in terms for word in term.words[: -1 if term.prefix else None]]
    words += [f"'{term.words[-1]}':*" for term in terms if term.prefix]
    return f" {operator} ".join(words).encode()


def _pattern(term: Term) -> bytes:
    """Return a regular expression for the term as written, not within a longer word."""
    start = r"(?<![[:alnum:]])" if term.text[0].isalnum() else ""
    end = r"(?![[:alnum:]])" if term.text[-1].isalnum() and not term.prefix else ""
    return (start + _SPECIAL.sub(r"\\\1", term.text) + end).encode()
