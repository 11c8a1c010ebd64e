"""Full-text search: words by the vector's index, numbers by btrees, in one statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil, log2, prod

from optimized.customers.domain.ordering import Key
from optimized.customers.domain.search import Term, in_word
from optimized.customers.infrastructure.reading import numbers
from optimized.customers.infrastructure.reading.filters import Values
from optimized.customers.infrastructure.reading.frequencies import Frequencies
from optimized.customers.infrastructure.reading.fulltext_match import CANDIDATES, FullTextMatch
from optimized.customers.infrastructure.reading.matching import Match
from optimized.customers.infrastructure.reading.window import RANK, Window

# What a row that the index finds costs, in rows that are walked past: 2 µs against 0.35 in the
# order of storage and ids, and as much where each row lies on another page. Of the candidates of
# the order of relevance only the first are read, the rest is the index's alone.
HIT_COSTS = {Key.ID: 6.0, Key.RELEVANCE: 0.7}
HIT_COST = 1.0
# A walk goes on for SLACK times the rows that should fill the page. One in the hope that terms
# come together is more likely in vain: it must be SURE times as cheap, and ends earlier.
SLACK, HOPEFUL_SLACK = 3, 1.5
SURE = 8
EVERYWHERE = 0.5  # the share of rows from which on the index is of no use for a word
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
        known = sorted((term for term in terms if term.words), key=self.frequencies.of)
        digits = [term for term in known if term.number]
        texts = [term for term in known if not term.number]
        literals = [term for term in texts if term.literal]
        indexed, checked = self._divide(texts)
        shape = FullTextMatch(
            possible=len(known) == len(terms),
            indexed=bool(indexed),
            checked=bool(checked),
            numbers=len(digits),
            literals=len(literals),
            walk=self._walk(known, window),
        )
        values = {f"literal_{i}": _pattern(term) for i, term in enumerate(literals)}
        values["indexed"] = _query(indexed, "&")
        values["checked"] = _query(checked, "&")
        values["ranked"] = _query(texts, "|")
        return shape, values | numbers.values(digits)

    def _walk(self, terms: Sequence[Term], window: Window) -> int:
        """Return how many rows to walk at most: 0 where the index is likely to be faster.

        Beside the case that the terms are independent there is the one that they come together,
        like the words of one city: then a page of the rarest is soon full.
        """
        if not terms:
            return 0
        limit = CANDIDATES if window.key == RANK else window.limit
        hit = HIT_COSTS.get(window.ordering.key, HIT_COST)
        shares = [self.frequencies.of(term) for term in terms]
        for share, sure, slack in ((prod(shares), 1, SLACK), (min(shares), SURE, HOPEFUL_SLACK)):
            walk = limit / share
            if walk * sure < share * self.frequencies.customers * hit:
                return 1 << ceil(log2(slack * walk))  # a power of two: few different statements
        return 0

    def _divide(self, texts: list[Term]) -> tuple[list[Term], list[Term]]:
        """Divide terms, rarest first, into those for the index and those to check on its rows.

        The index reads each word of a prefix to its end, however rare the other terms are.
        """
        of = self.frequencies.of
        checked = [term for term in texts[1:] if term.prefix or of(term) > EVERYWHERE]
        return [term for term in texts if term not in checked], checked


def _query(terms: Sequence[Term], operator: str) -> bytes:
    words = [f"'{word}'" for term in terms for word in term.words[: -1 if term.prefix else None]]
    words += [f"'{term.words[-1]}':*" for term in terms if term.prefix]
    return f" {operator} ".join(words).encode()


def _pattern(term: Term) -> bytes:
    """Return a regular expression for the term as written, not within a longer word."""
    start = r"(?<![[:alnum:]])" if in_word(term.text[0]) else ""
    end = r"(?![[:alnum:]])" if in_word(term.text[-1]) and not term.prefix else ""
    return (start + _SPECIAL.sub(r"\\\1", term.text) + end).encode()
