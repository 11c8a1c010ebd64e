"""k6's lines, one a VU and second, added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.results.histogram import percentile
from harness.results.model import Second

PROBLEMS_KEPT = 20


@dataclass(slots=True)
class _Sum:
    requests: int = 0
    failures: int = 0
    histogram: Counter[int] = field(default_factory=Counter)


class Series:
    """What a measurement has seen so far: `requests` that ended, `failures` of them by kind."""

    def __init__(self) -> None:
        self._seconds: defaultdict[int, _Sum] = defaultdict(_Sum)
        self.problems: list[str] = []
        self.requests = 0
        self.failures: Counter[str] = Counter()

    def add(self, line: Mapping[str, Any]) -> None:
        """Take in one line: a VU's second (k6/lib/samples.js) or a problem that it met."""
        if "problem" in line:
            if len(self.problems) < PROBLEMS_KEPT:
                self.problems.append(line["problem"])
            return
        self.requests += line["requests"]
        self.failures.update(line["failures"])
        total = self._seconds[line["second"]]
        total.requests += line["requests"]
        total.failures += sum(line["failures"].values())
        total.histogram.update({int(bucket): n for bucket, n in line["histogram"].items()})

    @property
    def histogram(self) -> Counter[int]:
        """All latencies."""
        return sum((second.histogram for second in self._seconds.values()), Counter())

    def right_within(self, seconds: float) -> int:
        """Return how many right answers came before `seconds` were over."""
        return sum(
            total.requests - total.failures
            for second, total in self._seconds.items()
            if second < seconds
        )

    def seconds(self) -> tuple[Second, ...]:
        """Return the time series; a second in which nothing ended is not in it."""
        return tuple(
            Second(
                second,
                total.requests,
                total.failures,
                percentile(total.histogram, 0.50),
                percentile(total.histogram, 0.95),
            )
            for second, total in sorted(self._seconds.items())
        )
