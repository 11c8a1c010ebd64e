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
    failures: Counter[str] = field(default_factory=Counter)
    histogram: Counter[int] = field(default_factory=Counter)


class Series:
    """What a measurement has seen so far."""

    def __init__(self) -> None:
        self._seconds: defaultdict[int, _Sum] = defaultdict(_Sum)
        self.problems: list[str] = []

    def add(self, line: Mapping[str, Any]) -> None:
        """Take in one line: a VU's second (k6/lib/samples.js) or a problem that it met."""
        if "problem" in line:
            if len(self.problems) < PROBLEMS_KEPT:
                self.problems.append(line["problem"])
            return
        total = self._seconds[line["second"]]
        total.requests += line["requests"]
        total.failures.update(line["failures"])
        total.histogram.update({int(bucket): n for bucket, n in line["histogram"].items()})

    @property
    def requests(self) -> int:
        """All requests that ended."""
        return sum(second.requests for second in self._seconds.values())

    @property
    def failures(self) -> Counter[str]:
        """Failed requests by kind."""
        return sum((second.failures for second in self._seconds.values()), Counter())

    @property
    def histogram(self) -> Counter[int]:
        """All latencies."""
        return sum((second.histogram for second in self._seconds.values()), Counter())

    def within(self, seconds: float) -> int:
        """Return how many requests ended before `seconds` were over."""
        return sum(total.requests for second, total in self._seconds.items() if second < seconds)

    def seconds(self) -> tuple[Second, ...]:
        """Return the time series; a second in which nothing ended is not in it."""
        return tuple(
            Second(
                second,
                total.requests,
                total.failures.total(),
                percentile(total.histogram, 0.50),
                percentile(total.histogram, 0.95),
            )
            for second, total in sorted(self._seconds.items())
        )
