"""What differs between two results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.results.model import Result
from harness.statistics.intervals import Estimate, welch
from harness.statistics.summary import RATIOS, Key, Metric, log_means, repeats


@dataclass(frozen=True, slots=True)
class Change:
    """How many times better a subject is in the second result than in the first."""

    key: Key
    metric: Metric
    estimate: Estimate | None


def changes(before: Result, after: Result) -> Iterator[Change]:
    """Yield the changes of what both results measured."""
    for key in [key for key in repeats(before) if key in repeats(after)]:
        metrics = RATIOS if key.model == "closed" else ("p50", "p95", "p99")
        for metric in metrics:
            one, two = log_means(before, key, metric), log_means(after, key, metric)
            if not one or not two:
                yield Change(key, metric, None)
                continue
            found = welch(one, two) if metric == "throughput" else welch(two, one)
            yield Change(key, metric, found)


def differences(before: Result, after: Result) -> dict[str, tuple[str, str]]:
    """Return the conditions that differ, each with both values; packages are one of them."""
    first = {"revision": before.sessions[-1].revision, **before.conditions}
    second = {"revision": after.sessions[-1].revision, **after.conditions}
    for name in ("users", "warmup", "duration", "rounds"):
        first[name] = str(getattr(before.experiment, name))
        second[name] = str(getattr(after.experiment, name))
    names = dict.fromkeys([*first, *second])
    both = {name: (first.get(name, ""), second.get(name, "")) for name in names}
    return {name: values for name, values in both.items() if values[0] != values[1]}
