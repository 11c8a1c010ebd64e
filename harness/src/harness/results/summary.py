"""A result's values for a table: one row for each scenario, model and subject, over all rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scipy import stats

from harness.conditions import Model
from harness.results.comparison import measured
from harness.results.model import Comparison, Measurement, Result


@dataclass(frozen=True, slots=True)
class Row:
    """Means are geometric, as those of the ratios; counts are sums. `against` is the ratio."""

    scenario: str
    model: Model
    rate: float | None
    subject: str
    throughput: float
    p50: float
    p95: float
    p99: float
    requests: int
    errors: int
    timeouts: int
    against: Comparison | None


def rows(result: Result) -> list[Row]:
    """Return the rows in the order of scenario, model, and subjects as they were given."""
    found = []
    for subject in result.subjects:
        groups: dict[tuple[str, Model], list[Measurement]] = {}
        for measurement in measured(result.rounds, subject.name):
            groups.setdefault((measurement.scenario, measurement.model), []).append(measurement)
        found += [_row(result, subject.name, group) for group in groups.values()]
    places = {(row.model, row.scenario): place for place, row in enumerate(reversed(found))}
    return sorted(found, key=lambda row: -places[row.model, row.scenario])


def _row(result: Result, subject: str, group: list[Measurement]) -> Row:
    first = group[0]
    timeouts = sum(measurement.failures.get("timeout", 0) for measurement in group)
    return Row(
        scenario=first.scenario,
        model=first.model,
        rate=first.rate,
        subject=subject,
        throughput=_mean(measurement.throughput for measurement in group),
        p50=_mean(measurement.latency.p50 for measurement in group),
        p95=_mean(measurement.latency.p95 for measurement in group),
        p99=_mean(measurement.latency.p99 for measurement in group),
        requests=sum(measurement.requests for measurement in group),
        errors=sum(sum(measurement.failures.values()) for measurement in group) - timeouts,
        timeouts=timeouts,
        against=_throughput_or_latency(result, first, subject),
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return float(stats.gmean(listed)) if all(listed) else 0.0


def _throughput_or_latency(result: Result, of: Measurement, subject: str) -> Comparison | None:
    # at a fixed rate all subjects answer the same number: what differs is how soon
    metric = "throughput" if of.model == "closed" else "p95"
    for found in result.comparisons:
        if (found.scenario, found.model, found.metric, found.other) == (
            of.scenario,
            of.model,
            metric,
            subject,
        ):
            return found
    return None
