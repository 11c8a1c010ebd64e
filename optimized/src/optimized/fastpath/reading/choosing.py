"""Whether to look for a page in a shortcut first, by what each way is likely to cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, log2, prod

from optimized.customers.domain.ordering import Key
from optimized.fastpath.reading.fulltext_match import CANDIDATES
from optimized.fastpath.reading.shortcuts import Shortcut, Slice, Walk
from optimized.fastpath.reading.window import RANK, Window

LISTED = 0.2  # µs for an entry that the inverted index lists
# A shortcut goes on for SLACK times the rows that should fill the page. One in the hope that
# terms come together is more likely in vain: it must be SURE times as cheap, and ends earlier.
SLACK, SLICE_SLACK, HOPEFUL_SLACK = 3, 1.7, 1.5
SURE = 8


@dataclass(frozen=True, slots=True)
class Costs:
    """µs of PostgreSQL: for a row that is walked past, one found, and an entry of a slice."""

    row: float
    hit: float
    entry: float = inf


# In the order of storage and ids rows lie side by side. Of the candidates of the order of
# relevance only the first are read, the rest is the index's alone.
COSTS = {Key.ID: Costs(row=0.4, hit=2), Key.RELEVANCE: Costs(row=0.4, hit=0.25)}
SCATTERED = Costs(row=2, hit=2, entry=0.2)


@dataclass(frozen=True, slots=True)
class Share:
    """A term's share of all customers, and the one to expect wherever a page begins.

    They differ in the order of last names: who is called Smith stands in one place there.
    """

    hits: float
    spread: float


def choose(shares: Sequence[Share], customers: float, window: Window) -> Shortcut | None:
    """Return where to look first: None where reading all hits is likely to be faster.

    Beside the case that the terms are independent there is the one that they come together,
    like the words of one city: then a page of the rarest is soon full.
    """
    costs = COSTS.get(window.ordering.key, SCATTERED)
    limit = CANDIDATES if window.key == RANK else window.limit
    rarest = min(shares, key=lambda share: share.hits)
    product = Share(prod(share.hits for share in shares), prod(share.spread for share in shares))
    listed = rarest.hits * customers * LISTED
    for share, sure, slacks in (
        (product, 1, (SLACK, SLICE_SLACK)),
        (rarest, SURE, (HOPEFUL_SLACK, HOPEFUL_SLACK)),
    ):
        rows = limit / share.spread
        walk = rows * costs.row
        slice_ = rows * slacks[1] * costs.entry + listed
        if min(walk, slice_) * sure < share.hits * customers * costs.hit:
            return Walk(_few(rows * slacks[0])) if walk < slice_ else Slice(_few(rows * slacks[1]))
    return None


def _few(rows: float) -> int:
    """Round up to one of two numbers an octave: few different statements."""
    return ceil(2 ** (ceil(2 * log2(rows)) / 2))
