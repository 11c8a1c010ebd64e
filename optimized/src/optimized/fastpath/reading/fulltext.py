"""Full-text search: words by the vector's index, numbers by btrees, in one statement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from optimized.customers.domain.ordering import Key
from optimized.customers.domain.search import Term, in_word
from optimized.fastpath.reading import numbers
from optimized.fastpath.reading.choosing import Share, choose
from optimized.fastpath.reading.filters import Values
from optimized.fastpath.reading.frequencies import Frequencies
from optimized.fastpath.reading.fulltext_match import FullTextMatch
from optimized.fastpath.reading.shortcuts import Shortcut
from optimized.fastpath.reading.window import Window

EVERYWHERE = 0.5  # the share of rows from which on the index is of no use for a word
_SPECIAL = re.compile(r"(\W|_)")


class FullTextSearch:
    """Searches by words. `frequencies` may be replaced by fresher ones at any time.

    A page of a common word is found soonest by walking the ordering's index, of a rare one by the
    inverted index, of one between by both. The statistics say where to begin; the set is the same.
    """

    def __init__(self) -> None:
        self.frequencies = Frequencies()

    def match(self, terms: Sequence[Term], window: Window) -> tuple[FullTextMatch, Values]:
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
            shortcut=self._shortcut(known, window),
        )
        values = {f"literal_{i}": _pattern(term) for i, term in enumerate(literals)}
        values["indexed"] = _query(indexed, "&")
        values["checked"] = _query(checked, "&")
        values["ranked"] = _query(texts, "|")
        return shape, values | numbers.values(digits)

    def _shortcut(self, terms: Sequence[Term], window: Window) -> Shortcut | None:
        if not terms:
            return None
        shares = [self._share(term, window.ordering.key) for term in terms]
        return choose(shares, self.frequencies.customers, window)

    def _share(self, term: Term, key: Key) -> Share:
        hits = self.frequencies.of(term)
        return Share(hits, self.frequencies.spread(term) if key is Key.LAST_NAME else hits)

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
