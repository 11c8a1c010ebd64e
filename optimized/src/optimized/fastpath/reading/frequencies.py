"""How common a term is, by PostgreSQL's statistics. Wrong figures cost time, never rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from optimized.customers.domain.search import Term

# A customer has about 4 words that are not common, whose letters are as good as one of 15.
RARE_WORDS, LETTERS = 4, 15.0
MAX_CLUSTER = 100  # a last name that is said to be all there is of a word, is not
LAST = "\U0010ffff"  # sorts after everything that begins alike


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Shares of all customers.

    `common` maps the most common words to theirs, `last_names` the most common last names, and
    `phones` splits all phones into equal parts.
    """

    common: Mapping[str, float] = field(default_factory=dict)
    phones: Sequence[str] = ()
    customers: float = 1
    last_names: Mapping[str, float] = field(default_factory=dict)
    _sorted: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sorted", sorted(self.common))

    def of(self, term: Term) -> float:
        """Return the share of customers that a term finds: of one customer at least."""
        if term.number:
            return self._number(term.text)
        shares = [self._word(word) for word in term.words]
        if term.prefix:
            shares[-1] = self._prefix(term.words[-1])
        return max(prod(shares), 1 / self.customers)

    def spread(self, term: Term) -> float:
        """Return the share of customers that a term finds wherever one looks by last name.

        Who has the term as last name stands in one place, and the names of one language, which
        share cities and companies, stand closer to each other than chance has it.
        """
        share = self.of(term)
        elsewhere = share - self.last_names.get(term.text, 0)
        return max(min(elsewhere, share / 2), share / MAX_CLUSTER)

    def _word(self, word: str) -> float:
        return self.common.get(word, 1 / self.customers)

    def _prefix(self, beginning: str) -> float:
        start = bisect_left(self._sorted, beginning)
        end = bisect_left(self._sorted, beginning + LAST)
        common = sum(self.common[word] for word in self._sorted[start:end])
        return min(1, common + RARE_WORDS * LETTERS ** -len(beginning))

    def _number(self, digits: str) -> float:
        # national ids are spread evenly
        low, high = (bisect_left(self.phones, f"+{digits}{end}") for end in ("", LAST))
        phones = (high - low) / max(len(self.phones), 1)
        return min(1, phones + 10.0 ** -len(digits) + 1 / self.customers)
