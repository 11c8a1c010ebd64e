"""What readers and writers saw, and the check that no answer was older than it may be."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Write:
    """Row `item` got `version` (each higher than the one before); acknowledged at `ended`, ns."""

    item: int
    version: int
    ended: int


@dataclass(frozen=True, slots=True)
class Read:
    """Asked at `started`, in ns of the machine's monotonic clock; answered `versions` by item."""

    started: int
    versions: dict[int, int]
    hit: bool


@dataclass(frozen=True, slots=True)
class History:
    """What all readers and writers saw."""

    writes: list[Write]
    reads: list[Read]

    @property
    def hits(self) -> float:
        """The part of the reads that the cache answered."""
        return sum(read.hit for read in self.reads) / len(self.reads)

    def violations(self) -> list[Violation]:
        """Return the answers older than the last write acknowledged before the question."""
        by_item: defaultdict[int, list[Write]] = defaultdict(list)
        for write in sorted(self.writes, key=lambda write: write.ended):
            by_item[write.item].append(write)
        ends = {item: [write.ended for write in each] for item, each in by_item.items()}
        newest = {
            item: list(accumulate((write.version for write in each), max))
            for item, each in by_item.items()
        }
        return [
            Violation(item, seen, newest[item][before - 1])
            for read in self.reads
            for item, seen in read.versions.items()
            if (before := bisect_left(ends.get(item, []), read.started))
            and seen < newest[item][before - 1]
        ]


@dataclass(frozen=True, slots=True)
class Violation:
    """A read answered `seen` although `acknowledged` had been, before it was asked."""

    item: int
    seen: int
    acknowledged: int
