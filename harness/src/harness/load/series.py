"""k6's sample lines, one for each user and second, added up."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RESOLUTION = 50  # buckets per factor e: each is 2 % wide, far below the noise between sessions
PROBLEMS_KEPT = 20
BEYOND = 10  # answers that must be slower than a percentile for it to mean anything
SHARES = {"p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99, "p999": 0.999}


def percentile(histogram: Mapping[int, int], share: float) -> float | None:
    """Return the nearest-rank percentile as the middle of its bucket, in milliseconds."""
    rank = share * sum(histogram.values())
    seen = 0
    for bucket, count in sorted(histogram.items()):
        seen += count
        if count and seen >= rank:
            return round(math.exp((bucket + 0.5) / RESOLUTION), 3)
    return None


def percentiles(histogram: Mapping[int, int]) -> dict[str, float | None]:
    """Return the percentiles of SHARES by name; None for those that too few answers are beyond."""
    answers = sum(histogram.values())
    return {
        name: percentile(histogram, share) if answers * (1 - share) >= BEYOND else None
        for name, share in SHARES.items()
    }


@dataclass(slots=True)
class Second:
    """The requests that ended in one second of a measurement."""

    requests: int = 0
    failures: int = 0
    histogram: Counter[int] = field(default_factory=Counter)


class Series:
    """What a load has seen so far: `requests` that ended, `failures` of them by kind."""

    def __init__(self) -> None:
        self.seconds: defaultdict[int, Second] = defaultdict(Second)
        self.problems: list[str] = []
        self.requests = 0
        self.iterations = 0
        self.failures: Counter[str] = Counter()
        self.cache: Counter[str] = Counter()

    def add(self, line: Mapping[str, Any]) -> None:
        """Take in one line: a user's second (k6/lib/samples.js) or a problem."""
        if "problem" in line:
            if len(self.problems) < PROBLEMS_KEPT:
                self.problems.append(line["problem"])
            return
        self.requests += line["requests"]
        self.iterations += line["iterations"]
        self.failures.update(line["failures"])
        self.cache.update({kind: line[kind] for kind in ("hit", "miss")})
        total = self.seconds[line["second"]]
        total.requests += line["requests"]
        total.failures += sum(line["failures"].values())
        total.histogram.update({int(bucket): n for bucket, n in line["histogram"].items()})

    @property
    def histogram(self) -> Counter[int]:
        """All latencies."""
        return sum((second.histogram for second in self.seconds.values()), Counter())

    @property
    def right(self) -> int:
        """The right answers."""
        return self.requests - self.failures.total()

    def right_within(self, seconds: float) -> int:
        """Return how many right answers came before `seconds` were over."""
        ended = (total for second, total in self.seconds.items() if second < seconds)
        return sum(total.requests - total.failures for total in ended)

    def table(self) -> list[tuple[int, int, int, float | None, float | None]]:
        """Return (second, requests, failures, p50, p95); seconds without an end are zeros."""
        found = []
        for second in range(max(self.seconds, default=-1) + 1):
            total = self.seconds.get(second, Second())
            p50, p95 = (percentile(total.histogram, share) for share in (0.50, 0.95))
            found.append((second, total.requests, total.failures, p50, p95))
        return found
